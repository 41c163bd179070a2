package io.tsdb.jdbc;

import io.tsdb.archive.catalog.LabelCatalog;
import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
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
import java.util.TreeSet;

/** A small real archive: orders with texts, and a sensor's numbers. */
public final class TestArchive {

  /** Its wall-clock time does not exist in New York, where clocks skip that hour. */
  public static final Instant IN_A_GAP = Instant.parse("2024-03-10T02:30:00.123Z");

  public static final List<Event> EVENTS =
      List.of(
          text(
              "2023-01-08T19:12:42.254Z",
              Map.of("product_name", "Terracotta Coffee Mug", "order_id", "123456"),
              "Someone really enjoyed their order."),
          text(
              "2023-01-08T20:00:00Z",
              Map.of("product_name", "Blaue Schüssel", "order_id", "111"),
              "Zerbrochen angekommen ☹"),
          number("2024-03-10T01:00:00Z", Map.of("sensor_id", "sensor-1"), 25.5),
          number(IN_A_GAP.toString(), Map.of("sensor_id", "sensor-1"), 26.5),
          number("2024-03-10T03:15:00Z", Map.of("sensor_id", "sensor-2"), -1e3));

  private TestArchive() {}

  private static Event text(String time, Map<String, String> labels, String text) {
    return new Event(
        Instant.parse(time).toEpochMilli(),
        Labels.of(labels),
        OptionalDouble.empty(),
        Optional.of(text),
        Optional.empty());
  }

  private static Event number(String time, Map<String, String> labels, double value) {
    return new Event(
        Instant.parse(time).toEpochMilli(),
        Labels.of(labels),
        OptionalDouble.of(value),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Writes the archive into a folder.
   *
   * @return its JDBC URL
   */
  public static String write(Path folder) throws IOException {
    ArchiveUrl url = ArchiveUrl.parse(folder.toUri().toString());
    try (ObjectStore store = ObjectStores.open(url, StoreOptions.DEFAULT)) {
      write(store);
    }
    return TsdbUrl.PREFIX + url;
  }

  /** Writes the archive into a store. */
  public static void write(ObjectStore store) throws IOException {
    EventBatch batch = new EventBatch();
    TreeSet<String> labelKeys = new TreeSet<>();
    for (int i = 0; i < EVENTS.size(); i++) {
      batch.add(i, EVENTS.get(i));
      labelKeys.addAll(EVENTS.get(i).labels().values().keySet());
    }
    Path directory = Files.createTempDirectory("tsdb-driver-test");
    try {
      for (SegmentFile file : SegmentFiles.write(batch, "test", 1, directory)) {
        var unused = store.create(file.key(), Content.of(file.path()));
        Files.delete(file.path());
      }
    } finally {
      Files.delete(directory);
    }
    new LabelCatalog(store).write("test", labelKeys);
  }
}
