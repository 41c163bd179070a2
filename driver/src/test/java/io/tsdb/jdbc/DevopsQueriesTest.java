package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 15 queries of the devops set of the <a href="https://github.com/timescale/tsbs">Time Series
 * Benchmark Suite</a>, on events with the labels {@code hostname} and {@code field}: through the
 * driver as SQLite answers them over one file.
 */
class DevopsQueriesTest {

  private static final String START = "2024-03-01 00:20:00";

  @TempDir static Path folder;

  private static Connection connection;
  private static Connection sqlite;

  /**
   * A query.
   *
   * @param sql with {@code {1 minute}} for the start of such a bucket, and {@code {time}} for times
   * @param hours that it asks for
   */
  private record Query(String name, String sql, int hours, boolean rollups) {

    String ours() {
      return sql.replace("{1 minute}", "time_bucket('1 minute', ts)")
          .replace("{1 hour}", "time_bucket('1 hour', ts)")
          .replaceAll("\\{([^}]*)}", "TIMESTAMP '$1'");
    }

    String sqlite() {
      String buckets =
          sql.replace("{1 minute}", "ts - ts % 60000").replace("{1 hour}", "ts - ts % 3600000");
      return buckets.replaceAll("\\{([^}]*)}", "unixepoch('$1') * 1000");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Query> queries() {
    return Stream.of(
        singleGroupBy(1, 1, 1),
        singleGroupBy(1, 1, 12),
        singleGroupBy(1, 8, 1),
        singleGroupBy(5, 1, 1),
        singleGroupBy(5, 1, 12),
        singleGroupBy(5, 8, 1),
        maxAll(1),
        maxAll(8),
        doubleGroupBy("1", 1),
        doubleGroupBy("5", 5),
        doubleGroupBy("all", DevopsArchive.FIELDS.size()),
        highCpu("1", " AND hostname = 'host_3'"),
        highCpu("all", ""),
        new Query(
            "lastpoint",
            "SELECT hostname, field, ts, \"value\" FROM (SELECT hostname, field, ts, \"value\","
                + " ROW_NUMBER() OVER (PARTITION BY hostname, field ORDER BY ts DESC) AS place"
                + " FROM events) AS e WHERE place = 1 ORDER BY hostname, field",
            DevopsArchive.HOURS,
            false),
        new Query(
            "groupby-orderby-limit",
            "SELECT {1 minute} AS m, max(\"value\") FROM events WHERE field = 'usage_user'"
                + " AND ts < {2024-03-01 12:20:00} GROUP BY {1 minute} ORDER BY m DESC LIMIT 5",
            DevopsArchive.HOURS,
            true));
  }

  private static Query singleGroupBy(int fields, int hosts, int hours) {
    return new Query(
        "single-groupby-" + fields + "-" + hosts + "-" + hours,
        "SELECT {1 minute} AS m, "
            + each("max", fields)
            + " FROM events WHERE hostname IN ("
            + hosts(hosts)
            + ") AND "
            + during(hours)
            + " GROUP BY {1 minute} ORDER BY m",
        hours,
        true);
  }

  private static Query maxAll(int hosts) {
    return new Query(
        "cpu-max-all-" + hosts,
        "SELECT {1 hour} AS h, "
            + each("max", DevopsArchive.FIELDS.size())
            + " FROM events WHERE hostname IN ("
            + hosts(hosts)
            + ") AND "
            + during(8)
            + " GROUP BY {1 hour} ORDER BY h",
        8,
        true);
  }

  private static Query doubleGroupBy(String name, int fields) {
    return new Query(
        "double-groupby-" + name,
        "SELECT {1 hour} AS h, hostname, "
            + each("avg", fields)
            + " FROM events WHERE "
            + during(12)
            + " GROUP BY {1 hour}, hostname ORDER BY h, hostname",
        12,
        true);
  }

  /** All fields of the readings in which one of them is high. */
  private static Query highCpu(String name, String condition) {
    return new Query(
        "high-cpu-" + name,
        "SELECT c.ts, c.hostname, c.field, c.\"value\" FROM events AS c JOIN (SELECT ts, hostname"
            + " FROM events WHERE field = 'usage_user' AND \"value\" > 90 AND "
            + during(12)
            + condition
            + ") AS high ON high.ts = c.ts AND high.hostname = c.hostname"
            + " ORDER BY c.ts, c.hostname, c.field",
        12,
        false);
  }

  private static String each(String aggregate, int fields) {
    return DevopsArchive.FIELDS.subList(0, fields).stream()
        .map(field -> aggregate + "(\"value\") FILTER (WHERE field = '" + field + "')")
        .collect(Collectors.joining(", "));
  }

  private static String hosts(int hosts) {
    return IntStream.range(0, hosts)
        .mapToObj(host -> "'host_" + host + "'")
        .collect(Collectors.joining(", "));
  }

  private static String during(int hours) {
    return "ts >= {%s} AND ts < {2024-03-01 %02d:20:00}".formatted(START, hours);
  }

  @BeforeAll
  static void write() throws Exception {
    DevopsArchive archive = DevopsArchive.write(folder);
    connection = DriverManager.getConnection(archive.url());
    sqlite = DriverManager.getConnection("jdbc:sqlite:" + archive.whole());
    try (Statement statement = sqlite.createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE events AS SELECT ts, value, hostname, field FROM main.events");
      statement.execute("CREATE INDEX temp.by_host ON events(hostname, ts)");
    }
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    sqlite.close();
  }

  private static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return rows(result);
    }
  }

  private static List<List<Object>> rows(ResultSet result) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<Object> row = new ArrayList<>();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        Object value = result.getObject(i);
        row.add(value instanceof Timestamp time ? time.getTime() : value);
      }
      rows.add(row);
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("queries")
  void query_answersAsSqliteOverOneFile(Query query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.ours())) {
      List<List<Object>> expected = rows(sqlite, query.sqlite());
      assertThat(rows(result)).isNotEmpty().isEqualTo(expected);
      if (query.hours() < 12) {
        assertThat(statement.unwrap(MeasuredStatement.class).statistics().segmentsOpened())
            .as("segments opened, of one for each hour")
            .isLessThanOrEqualTo(query.hours() + 1L);
      }
    }
    String plan = rows(connection, "EXPLAIN PLAN FOR " + query.ours()).toString();
    if (query.rollups()) {
      assertThat(plan).contains("rollups=[[");
    } else {
      assertThat(plan).doesNotContain("rollups=");
    }
  }
}
