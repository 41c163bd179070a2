package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * An aggregate that no rollup can answer, against sqlite-jdbc on one file of the same rows: over
 * one segment, and over as many that several processors can share. Medians of runs in turn; pages
 * are cached by both.
 */
final class RawAggregateCase {

  private static final int WARM_UPS = 2;
  private static final int RUNS = 5;
  private static final int SERIES = 100;
  private static final int PARTS = 10;

  private static final String AGGREGATES = "count(*), sum(value), min(value), max(value)";
  private static final String CONDITION = " WHERE value >= 10";

  private final int count;
  private final LocalArchive one;
  private final LocalArchive parts;
  private final Path file;

  /**
   * @param folder empty
   */
  RawAggregateCase(Scale scale, Path folder) throws IOException {
    count = scale.aggregatedRows();
    one =
        LocalArchive.in(folder.resolve("one"))
            .write(new Readings(SERIES), 1, count, Readings.DAY_MILLIS);
    parts =
        LocalArchive.in(folder.resolve("parts"))
            .write(new Readings(SERIES), PARTS, count / PARTS, Readings.DAY_MILLIS / PARTS);
    try (Archive archive = one.open()) {
      Segment segment = archive.catalog().segments(TimeRange.ALL).get(0);
      file = folder.resolve("one").resolve(segment.object().key());
    }
  }

  void run(Consumer<Row> rows) throws Exception {
    compare(
        "aggregate",
        "SELECT " + AGGREGATES + " FROM events" + CONDITION,
        "SELECT " + AGGREGATES + " FROM sample" + CONDITION,
        rows);
    compare(
        "aggregate by host",
        "SELECT host, " + AGGREGATES + " FROM events" + CONDITION + " GROUP BY host",
        "SELECT labels ->> 'host', count, sum, min, max FROM (SELECT series, count(*) AS count,"
            + " sum(value) AS sum, min(value) AS min, max(value) AS max FROM sample"
            + CONDITION
            + " GROUP BY series) JOIN series ON id = series",
        rows);
  }

  private void compare(String what, String ours, String peers, Consumer<Row> rows)
      throws Exception {
    List<Stopwatch> sqlite = new ArrayList<>();
    List<Stopwatch> whole = new ArrayList<>();
    List<Stopwatch> split = new ArrayList<>();
    try (Archive oneArchive = one.open();
        Archive partsArchive = parts.open();
        Connection peer = DriverManager.getConnection("jdbc:sqlite:" + file);
        Connection oneSegment = TsdbConnections.open(oneArchive, new Properties());
        Connection segments = TsdbConnections.open(partsArchive, new Properties())) {
      List<List<Object>> expected = answer(peer, peers);
      for (int i = 0; i < WARM_UPS + RUNS; i++) {
        sqlite.add(measured(peer, peers, expected));
        whole.add(measured(oneSegment, ours, expected));
        split.add(measured(segments, ours, expected));
      }
    }
    String subject = String.format(Locale.ROOT, "raw %s of %,d rows", what, count);
    String store = LocalArchive.STORE;
    double millis = medianMillis(sqlite);
    rows.accept(Row.told(subject, "local file", "ms, sqlite-jdbc", millis));
    rows.accept(
        Row.atMost(
            subject, store, "1 segment, wall / sqlite-jdbc", medianMillis(whole) / millis, 1.1));
    rows.accept(
        Row.atMost(
            subject, store, "10 segments, wall / sqlite-jdbc", medianMillis(split) / millis, 1));
  }

  private static double medianMillis(List<Stopwatch> runs) {
    return Stopwatch.median(runs.subList(WARM_UPS, runs.size())).wallNanos() / 1e6;
  }

  private static Stopwatch measured(Connection connection, String sql, List<List<Object>> expected)
      throws Exception {
    List<List<Object>> found = new ArrayList<>();
    Stopwatch time = Stopwatch.once(() -> found.addAll(answer(connection, sql)));
    Answers.require("groups", expected.size(), found.size());
    for (List<Object> group : found) {
      if (expected.stream().noneMatch(other -> isSame(group, other))) {
        throw new IllegalStateException(
            "Expected one of the groups " + expected + ", found " + group);
      }
    }
    return time;
  }

  /** Sums may differ in their last digits: they depend on the order of rows. */
  private static boolean isSame(List<Object> group, List<Object> other) {
    for (int i = 0; i < group.size(); i++) {
      if (group.get(i) instanceof Number number) {
        double expected = ((Number) other.get(i)).doubleValue();
        if (Math.abs(number.doubleValue() - expected) > 1e-9 * Math.abs(expected)) {
          return false;
        }
      } else if (!group.get(i).equals(other.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<List<Object>> answer(Connection connection, String sql) throws SQLException {
    List<List<Object>> groups = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> group = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          group.add(result.getObject(i));
        }
        groups.add(group);
      }
    }
    return groups;
  }
}
