package io.tsdb.benchmarks;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.archive.segment.SealRange;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Numeric events in memory become a segment on disk, against sqlite-jdbc inserting the same rows
 * into the same two tables in one transaction, in batches of 10,000. Both end with the file forced
 * to disk; the segment has zones and a text index of its series besides. Each runs once at an
 * eighth of the size first.
 */
final class SealingCase {

  private static final int BATCH = 10_000;

  private final Scale scale;
  private final Path folder;

  /**
   * @param folder empty, for the files
   */
  SealingCase(Scale scale, Path folder) {
    this.scale = scale;
    this.folder = folder;
  }

  void run(Consumer<Row> rows) throws Exception {
    List<Event> events = events();
    List<Event> fewer = events.subList(0, events.size() / 8);
    Stopwatch.once(() -> seal(fewer));
    Stopwatch.once(() -> insert(fewer));
    Stopwatch ours = Stopwatch.once(() -> seal(events));
    Stopwatch peer = Stopwatch.once(() -> insert(events));
    String subject = String.format(Locale.ROOT, "sealing %,d events", events.size());
    String store = "local disk";
    rows.accept(Row.told(subject, store, "million rows/s", millionsPerSecond(ours)));
    rows.accept(Row.told(subject, store, "million rows/s, sqlite-jdbc", millionsPerSecond(peer)));
    double wall = (double) peer.wallNanos() / ours.wallNanos();
    rows.accept(Row.atLeast(subject, store, "times sqlite-jdbc, by wall", wall, 10));
    double cpu = (double) peer.cpuNanos() / Math.max(1, ours.cpuNanos());
    rows.accept(Row.atLeast(subject, store, "times sqlite-jdbc, by CPU", cpu, 10));
  }

  private double millionsPerSecond(Stopwatch time) {
    return scale.sealedRows() * 1e3 / time.wallNanos();
  }

  private List<Event> events() {
    int count = scale.sealedRows();
    Readings readings = new Readings(scale.sealedSeries());
    List<Event> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long time = Readings.DAY + Readings.DAY_MILLIS * i / count;
      events.add(readings.next(i, time, Optional.empty()));
    }
    return events;
  }

  private void seal(List<Event> events) throws IOException {
    EventBatch batch = new EventBatch();
    long sequence = 1;
    for (Event event : events) {
      batch.add(sequence++, event);
    }
    SegmentFile file = SegmentFiles.writeOne(batch, "writer", SealRange.of(1), folder);
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Answers.require("events sealed", events.size(), file.name().rows());
    Files.delete(file.path());
  }

  private void insert(List<Event> events) throws IOException, SQLException {
    Path file = folder.resolve("inserted.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE series(id INTEGER PRIMARY KEY, labels TEXT NOT NULL)");
        statement.execute(
            "CREATE TABLE sample(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL, series INTEGER NOT"
                + " NULL, value REAL, text TEXT, seq INTEGER NOT NULL, id TEXT)");
        insert(connection, events);
        connection.commit();
        try (ResultSet row = statement.executeQuery("SELECT max(n) FROM sample")) {
          row.next();
          Answers.require("events inserted", events.size(), row.getLong(1));
        }
      }
    }
    Files.delete(file);
  }

  private static void insert(Connection connection, List<Event> events) throws SQLException {
    Map<Labels, Integer> series = new HashMap<>();
    try (PreparedStatement newSeries =
            connection.prepareStatement("INSERT INTO series VALUES (?, ?)");
        PreparedStatement newSample =
            connection.prepareStatement("INSERT INTO sample VALUES (?, ?, ?, ?, NULL, ?, NULL)")) {
      int n = 0;
      for (Event event : events) {
        Integer id = series.get(event.labels());
        if (id == null) {
          id = series.size() + 1;
          series.put(event.labels(), id);
          newSeries.setInt(1, id);
          newSeries.setString(2, event.labels().json());
          newSeries.executeUpdate();
        }
        n++;
        newSample.setLong(1, n);
        newSample.setLong(2, event.timestamp());
        newSample.setInt(3, id);
        newSample.setDouble(4, event.value().orElseThrow());
        newSample.setLong(5, n);
        newSample.addBatch();
        if (n % BATCH == 0 || n == events.size()) {
          newSample.executeBatch();
        }
      }
    }
  }
}
