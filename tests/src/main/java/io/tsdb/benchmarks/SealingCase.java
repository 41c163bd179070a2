package io.tsdb.benchmarks;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
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
 * into the same two tables in one transaction, in batches of 10,000.
 *
 * <p>Sealing starts from the batch that a server has filled as events came, and filling it is a
 * line of its own; the peer starts from the columns of the same events. Both end with the file
 * forced to disk; the segment has zones, rollups, checksums and a text index of its series besides.
 * Each runs {@value #WARM_UPS} times to warm up, then {@value #RUNS} times in turn; medians are
 * told.
 */
final class SealingCase {

  private static final String STORE = "local disk";
  private static final int BATCH = 10_000;
  private static final int WARM_UPS = 3;
  private static final int RUNS = 5;

  private final Scale scale;
  private final Path folder;
  private final String subject;

  /**
   * @param folder empty, for the files
   */
  SealingCase(Scale scale, Path folder) {
    this.scale = scale;
    this.folder = folder;
    this.subject = String.format(Locale.ROOT, "sealing %,d events", scale.sealedRows());
  }

  void run(Consumer<Row> rows) throws Exception {
    List<Event> events = events();
    EventBatch filled = filled(events);
    Stopwatch filling = Stopwatch.once(() -> filled(events));
    Columns columns = Columns.of(events);
    for (int i = 0; i < WARM_UPS; i++) {
      seal(filled);
      insert(columns);
    }
    List<Stopwatch> ours = new ArrayList<>();
    List<Stopwatch> peers = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      ours.add(Stopwatch.once(() -> seal(filled)));
      peers.add(Stopwatch.once(() -> insert(columns)));
    }
    tell(filling, Stopwatch.median(ours), Stopwatch.median(peers), rows);
  }

  private void tell(Stopwatch filling, Stopwatch ours, Stopwatch peer, Consumer<Row> rows) {
    told("million rows/s, filling the batch", millionsPerSecond(filling), rows);
    told("million rows/s", millionsPerSecond(ours), rows);
    told("million rows/s, sqlite-jdbc", millionsPerSecond(peer), rows);
    double wall = (double) peer.wallNanos() / ours.wallNanos();
    atLeast10("times sqlite-jdbc, by wall", wall, rows);
    double cpu = (double) peer.cpuNanos() / Math.max(1, ours.cpuNanos());
    atLeast10("times sqlite-jdbc, by CPU", cpu, rows);
    double filled = (double) peer.wallNanos() / (filling.wallNanos() + ours.wallNanos());
    told("the same by wall, filling included", filled, rows);
  }

  private void told(String measure, double figure, Consumer<Row> rows) {
    rows.accept(Row.told(subject, STORE, measure, figure));
  }

  private void atLeast10(String measure, double figure, Consumer<Row> rows) {
    rows.accept(Row.atLeast(subject, STORE, measure, figure, 10));
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

  private static EventBatch filled(List<Event> events) {
    EventBatch batch = new EventBatch();
    long sequence = 1;
    for (Event event : events) {
      batch.add(sequence++, event);
    }
    return batch;
  }

  private void seal(EventBatch batch) throws IOException {
    List<SegmentFile> files = SegmentFiles.write(batch, "writer", 1, folder);
    Answers.require("segments", 1, files.size());
    SegmentFile file = files.get(0);
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Answers.require("events sealed", batch.rows(), file.name().rows());
    Files.delete(file.path());
  }

  /**
   * What the peer inserts.
   *
   * @param series by event, the position of its labels
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Columns(long[] times, int[] series, double[] values, List<Labels> labels) {

    static Columns of(List<Event> events) {
      Map<Labels, Integer> positions = new HashMap<>();
      List<Labels> labels = new ArrayList<>();
      int[] series = new int[events.size()];
      for (int i = 0; i < series.length; i++) {
        Labels each = events.get(i).labels();
        Integer known = positions.putIfAbsent(each, labels.size());
        if (known == null) {
          labels.add(each);
        }
        series[i] = positions.get(each);
      }
      return new Columns(
          events.stream().mapToLong(Event::timestamp).toArray(),
          series,
          events.stream().mapToDouble(event -> event.value().orElseThrow()).toArray(),
          labels);
    }
  }

  private void insert(Columns columns) throws IOException, SQLException {
    Path file = folder.resolve("inserted.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE series(id INTEGER PRIMARY KEY, labels TEXT NOT NULL)");
        statement.execute(
            "CREATE TABLE sample(n INTEGER PRIMARY KEY, ts INTEGER NOT NULL, series INTEGER NOT"
                + " NULL, value REAL, text TEXT, seq INTEGER NOT NULL, id TEXT)");
        insertSeries(connection, columns);
        insertSamples(connection, columns);
        connection.commit();
        try (ResultSet row = statement.executeQuery("SELECT max(n) FROM sample")) {
          row.next();
          Answers.require("events inserted", columns.times().length, row.getLong(1));
        }
      }
    }
    Files.delete(file);
  }

  private static void insertSeries(Connection connection, Columns columns) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO series VALUES (?, ?)")) {
      for (int i = 0; i < columns.labels().size(); i++) {
        insert.setInt(1, i + 1);
        insert.setString(2, columns.labels().get(i).json());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static void insertSamples(Connection connection, Columns columns) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO sample VALUES (?, ?, ?, ?, NULL, ?, NULL)")) {
      int rows = columns.times().length;
      for (int i = 0; i < rows; i++) {
        insert.setLong(1, i + 1L);
        insert.setLong(2, columns.times()[i]);
        insert.setInt(3, columns.series()[i] + 1);
        insert.setDouble(4, columns.values()[i]);
        insert.setLong(5, i);
        insert.addBatch();
        if ((i + 1) % BATCH == 0 || i + 1 == rows) {
          insert.executeBatch();
        }
      }
    }
  }
}
