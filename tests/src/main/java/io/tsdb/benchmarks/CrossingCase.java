package io.tsdb.benchmarks;

import io.tsdb.archive.Archive;
import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.jdbc.MeasuredStatement;
import io.tsdb.jdbc.TsdbConnections;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Consumer;

/** What leaves the segments of a month, one a day, for several kinds of queries; by counts. */
final class CrossingCase {

  private static final int DAYS = 30;
  private static final int SERIES = 100;
  private static final int TOP = 10;

  private final LocalArchive archive;
  private final long dayRows;

  private CrossingCase(LocalArchive archive, long dayRows) {
    this.archive = archive;
    this.dayRows = dayRows;
  }

  /**
   * Writes the month.
   *
   * @param folder empty
   */
  static CrossingCase write(Scale scale, Path folder) throws IOException {
    LocalArchive archive =
        LocalArchive.in(folder.resolve("month"))
            .write(new Readings(SERIES), DAYS, scale.monthDayRows(), Readings.DAY_MILLIS);
    return new CrossingCase(archive, scale.monthDayRows());
  }

  void run(Consumer<Row> rows) throws IOException, SQLException {
    long all = DAYS * dayRows;
    ask(
        "filter by label",
        "SELECT ts, value FROM events WHERE host = 'host_7'",
        all / SERIES,
        (double) dayRows / SERIES,
        rows);
    QueryStatistics rollup =
        ask(
            "mean by hour of 30 days, rollups",
            "SELECT time_bucket('1 hour', ts), avg(value) FROM events GROUP BY 1",
            DAYS * 24L,
            24,
            rows);
    QueryStatistics raw =
        ask(
            "mean by hour of 30 days, events",
            "SELECT time_bucket('1 hour', ts), avg(value) FROM events WHERE value >= 0 GROUP BY 1",
            DAYS * 24L,
            24,
            rows);
    rows.accept(
        Row.atLeast(
            "mean by hour of 30 days",
            LocalArchive.STORE,
            "bytes of events / of rollups",
            (double) raw.reads().bytesFetched() / rollup.reads().bytesFetched(),
            50));
    ask(
        "top 10 by value",
        "SELECT ts, host, value FROM events ORDER BY value DESC LIMIT " + TOP,
        TOP,
        TOP,
        rows);
    ask("count distinct", "SELECT count(DISTINCT host) FROM events", 1, SERIES, rows);
    // a series that is in no newer segment may be in any older one: all heads are read, and the
    // rows of one segment
    QueryStatistics last =
        ask(
            "lastpoint",
            "SELECT host, ts, value FROM (SELECT host, ts, value, row_number() OVER"
                + " (PARTITION BY host ORDER BY ts DESC) AS n FROM events) WHERE n = 1",
            SERIES,
            SERIES,
            rows);
    rows.accept(
        Row.atMost(
            "lastpoint",
            LocalArchive.STORE,
            "requests beyond the heads",
            last.reads().requests() - last.segmentsOpened(),
            2));
  }

  /**
   * Asks with nothing cached.
   *
   * @param expected rows of the answer
   * @param mostRows that need to leave a segment
   */
  private QueryStatistics ask(
      String subject, String sql, long expected, double mostRows, Consumer<Row> rows)
      throws IOException, SQLException {
    QueryStatistics cost;
    try (Archive opened = archive.open();
        Connection connection = TsdbConnections.open(opened, new Properties());
        Statement statement = connection.createStatement()) {
      long count = 0;
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          count++;
        }
      }
      Answers.require("rows of " + subject, expected, count);
      cost = statement.unwrap(MeasuredStatement.class).statistics();
    }
    double segments = Math.max(1, cost.segmentsOpened());
    String store = LocalArchive.STORE;
    rows.accept(
        Row.atMost(
            subject, store, "rows leaving a segment", cost.rowsGathered() / segments, mostRows));
    rows.accept(Row.told(subject, store, "rows read in a segment", cost.rowsRead() / segments));
    rows.accept(
        Row.told(
            subject,
            store,
            "KiB fetched of a segment",
            cost.reads().bytesFetched() / segments / 1024));
    rows.accept(Row.told(subject, store, "segments opened of 30", cost.segmentsOpened()));
    rows.accept(Row.told(subject, store, "requests", cost.reads().requests()));
    return cost;
  }
}
