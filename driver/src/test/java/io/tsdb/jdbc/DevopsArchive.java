package io.tsdb.jdbc;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeSet;

/**
 * The devops data of the Time Series Benchmark Suite, made small: the CPU of a few hosts, one event
 * for each field of each reading, in a segment for each hour; and one file of all of them. Values
 * walk from 0 to 100 in steps of 1/4, so that sums are exact in any order.
 *
 * @param url of the archive, for JDBC
 * @param whole the one file
 */
record DevopsArchive(String url, Path whole) {

  static final List<String> FIELDS =
      List.of(
          "usage_user",
          "usage_system",
          "usage_idle",
          "usage_nice",
          "usage_iowait",
          "usage_irq",
          "usage_softirq",
          "usage_steal",
          "usage_guest",
          "usage_guest_nice");

  static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  static final int HOURS = 13;

  private static final int HOSTS = 9;
  private static final long STEP_MILLIS = 12_000;
  private static final long HOUR_MILLIS = 3_600_000;

  static DevopsArchive write(Path folder) throws IOException {
    Path archive = Files.createDirectories(folder.resolve("archive"));
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    ArchiveUrl url = ArchiveUrl.parse(archive.toUri().toString());
    Random random = new Random(1);
    double[] values = new double[HOSTS * FIELDS.size()];
    EventBatch all = new EventBatch();
    long sequence = 0;
    try (ObjectStore store = ObjectStores.open(url, StoreOptions.DEFAULT)) {
      for (int hour = 0; hour < HOURS; hour++) {
        EventBatch batch = new EventBatch();
        long start = START.toEpochMilli() + hour * HOUR_MILLIS;
        for (long time = start; time < start + HOUR_MILLIS; time += STEP_MILLIS) {
          for (int series = 0; series < values.length; series++) {
            double walked = values[series] + (random.nextInt(33) - 16) / 4.0;
            values[series] = Math.max(0, Math.min(100, walked));
            Event event = event(time, series, values[series]);
            batch.add(sequence, event);
            all.add(sequence, event);
            sequence++;
          }
        }
        for (SegmentFile file : SegmentFiles.write(batch, "devops", hour + 1, scratch)) {
          var unused = store.create(file.key(), Content.of(file.path()));
        }
      }
      new LabelCatalog(store)
          .write("devops", new TreeSet<>(List.of("hostname", "region", "datacenter", "field")));
    }
    SegmentFile whole = SegmentFiles.writeOne(all, "oracle", SealRange.of(1), scratch);
    return new DevopsArchive(TsdbUrl.PREFIX + url, whole.path());
  }

  private static Event event(long time, int series, double value) {
    int host = series / FIELDS.size();
    return new Event(
        time,
        Labels.of(
            Map.of(
                "hostname",
                "host_" + host,
                "region",
                host % 2 == 0 ? "eu-west-1" : "us-east-1",
                "datacenter",
                host % 2 == 0 ? "eu-west-1a" : "us-east-1b",
                "field",
                FIELDS.get(series % FIELDS.size()))),
        OptionalDouble.of(value),
        Optional.empty(),
        Optional.empty());
  }
}
