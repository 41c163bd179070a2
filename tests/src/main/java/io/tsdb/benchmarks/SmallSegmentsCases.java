package io.tsdb.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import io.tsdb.archive.Archive;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/** Many segments of 100 events each, through the driver. */
final class SmallSegmentsCases {

  private static final int ROWS = 100;
  private static final int SERIES = 10;
  private static final int WARM_UPS = 3;
  private static final int RUNS = 5;

  private final int count;
  private final Site site;
  private final Path folder;
  private final ArchiveUrl local;

  /**
   * @param folder empty, for the segments before they are uploaded, and as an archive
   */
  SmallSegmentsCases(Scale scale, Site site, Path folder) throws IOException {
    this.count = scale.smallSegments();
    this.site = site;
    this.folder = folder;
    this.local =
        ArchiveUrl.parse(Files.createDirectory(folder.resolve("archive")).toUri().toString());
  }

  void run(Consumer<Row> rows) throws Exception {
    List<SegmentFile> files = write();
    try (ObjectStore store = ObjectStores.open(local, StoreOptions.DEFAULT)) {
      for (SegmentFile file : files) {
        store.create(file.key(), Content.of(file.path()));
      }
    }
    site.upload("small", files);
    aggregate(rows);
    onlyNames(rows);
  }

  /** In a folder, where no server takes processor time of this process. */
  private void aggregate(Consumer<Row> rows) throws Exception {
    String subject = String.format(Locale.ROOT, "aggregate over %,d small segments", count);
    List<Stopwatch> runs = new ArrayList<>();
    long databases;
    long descriptors;
    try (Archive archive = Archive.open(local, StoreOptions.DEFAULT)) {
      for (int i = 0; i < WARM_UPS; i++) {
        aggregate(archive);
      }
      descriptors = openDescriptors();
      for (int i = 0; i < RUNS; i++) {
        runs.add(Stopwatch.once(() -> aggregate(archive)));
      }
      descriptors = openDescriptors() - descriptors;
      databases = archive.databases().openDatabases();
    }
    Stopwatch median = Stopwatch.median(runs);
    rows.accept(
        Row.atMost(
            subject, "file archive", "us of CPU a segment", median.cpuNanos() / 1e3 / count, 100));
    rows.accept(Row.atMost(subject, "file archive", "databases left open", databases, 0));
    rows.accept(Row.atMost(subject, "file archive", "descriptors left open", descriptors, 0));
  }

  private void aggregate(Archive archive) throws SQLException {
    count(archive, "SELECT count(value), avg(value) FROM events");
  }

  private void onlyNames(Consumer<Row> rows) throws IOException, SQLException {
    String subject = String.format(Locale.ROOT, "count, min, max over %,d segments", count);
    try (Archive archive = site.open("small")) {
      site.proxy().reset();
      count(archive, "SELECT count(*), min(ts), max(ts) FROM events");
      Traffic traffic = site.proxy().traffic();
      rows.accept(Row.told(subject, site.name(), "requests", traffic.requests()));
      rows.accept(Row.atMost(subject, site.name(), "reads of segments", traffic.segmentReads(), 0));
    }
  }

  private void count(Archive archive, String query) throws SQLException {
    try (Connection connection = TsdbConnections.open(archive, new Properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      Answers.require("events of small segments", (long) count * ROWS, row.getLong(1));
    }
  }

  private List<SegmentFile> write() throws IOException {
    List<SegmentFile> files = new ArrayList<>();
    Readings readings = new Readings(SERIES);
    long span = Readings.DAY_MILLIS / count;
    for (int i = 0; i < count; i++) {
      files.add(
          SegmentFiles.writeOne(
              readings.batch(ROWS, Readings.DAY + i * span, span),
              "writer",
              SealRange.of(i + 1L),
              folder));
    }
    return files;
  }

  /** Open files and sockets of this process; always 0 where the platform does not tell. */
  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }
}
