package io.tsdb.calcite;

import static io.tsdb.calcite.testing.Events.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GapFillTest {

  private static final String DAY = "ts >= '2024-01-01 00:00:00' AND ts < '2024-01-01 06:00:00'";

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive =
        ArchiveFixture.of(
            directory,
            List.of(
                List.of(
                    number("2024-01-01T01:10:00Z", Map.of("host", "a"), 10),
                    number("2024-01-01T01:50:00Z", Map.of("host", "a"), 20),
                    number("2024-01-01T02:00:00Z", Map.of("host", "b"), 7)),
                List.of(
                    number("2024-01-01T04:30:00Z", Map.of("host", "a"), 30),
                    number("2024-02-10T00:00:00Z", Map.of("host", "a"), 50))));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  /** Rows as lines; the first column is a time. */
  private static String lines(String sql, Object... parameters) {
    return queries.rows(sql, parameters).stream()
        .map(
            row ->
                Instant.ofEpochMilli((Long) row.get(0))
                    + row.stream().skip(1).map(value -> " " + value).collect(Collectors.joining()))
        .map(line -> line.replace("2024-01-01T", "").replace(":00:00Z", "h"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void gaps_ofOneGroup_areRows() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 hour', ts) AS h, count(*), avg(value),"
                    + " locf(avg(value)), interpolate(avg(value)), COALESCE(sum(value), 0)"
                    + " FROM events WHERE host = 'a' AND "
                    + DAY
                    + " GROUP BY h ORDER BY h"))
        .isEqualTo(
            """
            00h null null null null 0.0
            01h 2 15.0 15.0 15.0 30.0
            02h null null 15.0 20.0 0.0
            03h null null 15.0 25.0 0.0
            04h 1 30.0 30.0 30.0 30.0
            05h null null 30.0 null 0.0""");
  }

  @Test
  void gaps_ofFirstLastAndSketches_areFilled() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 hour', ts) AS h, first(value, ts), last(value),"
                    + " locf(last(value, ts)), interpolate(first(value, ts)),"
                    + " approx_percentile(value, 0.5), interpolate(approx_percentile(value, 1)),"
                    + " COALESCE(approx_count_distinct(value), 0),"
                    + " locf(approx_count_distinct(value)) FROM events WHERE host = 'a' AND "
                    + DAY
                    + " GROUP BY h ORDER BY h"))
        .isEqualTo(
            """
            00h null null null null null null 0 null
            01h 10.0 20.0 20.0 10.0 10.0 20.0 2 2
            02h null null 20.0 16.666666666666668 null 23.333333333333332 0 2
            03h null null 20.0 23.333333333333332 null 26.666666666666668 0 2
            04h 30.0 30.0 30.0 30.0 30.0 30.0 1 1
            05h null null 30.0 null null null 0 1""");
  }

  @Test
  void gaps_ofEachGroup_areItsOwn() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('2 hours', ts) AS h, host, locf(max(value)) FROM events"
                    + " WHERE "
                    + DAY
                    + " GROUP BY host, time_bucket_gapfill('2 hours', ts) ORDER BY host, h DESC"))
        .isEqualTo(
            """
            04h a 30.0
            02h a 20.0
            00h a 20.0
            04h b 7.0
            02h b 7.0
            00h b null""");
  }

  @Test
  void ends_comeFromArguments() {
    String expected = "01h 2\n02h 1\n03h null\n04h 1\n2024-02-10T00h 1";
    for (String arguments :
        List.of(
            "TIMESTAMP '2024-01-01 01:30:00', TIMESTAMP '2024-01-01 04:00:00'",
            "'2024-01-01T01:30:00Z', '2024-01-01 04:00:00'",
            "start => '2024-01-01 01:30:00', finish => '2024-01-01 04:00:00'",
            "finish => '2024-01-01 04:00:00', start => '2024-01-01 01:30:00'")) {
      assertThat(
              lines(
                  "SELECT time_bucket_gapfill('PT1H', ts, "
                      + arguments
                      + "), count(*) FROM events GROUP BY 1 ORDER BY 1"))
          .as(arguments)
          .isEqualTo(expected);
    }
  }

  @Test
  void ends_mayBeParametersAndTheClock() {
    String sql =
        "SELECT time_bucket_gapfill('1 hour', ts) AS h, count(*) FROM events"
            + " WHERE ts >= ? AND ts < ? GROUP BY h ORDER BY h";
    long start = Instant.parse("2024-01-01T01:30:00Z").toEpochMilli();
    assertThat(lines(sql, start, start + 3 * 3_600_000))
        .isEqualTo("01h 1\n02h 1\n03h null\n04h null");
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 hour', ts, ?, ?), count(*) FROM events"
                    + " WHERE ts < '2024-01-02' GROUP BY 1 ORDER BY 1",
                start,
                start + 3_600_000))
        .isEqualTo("01h 2\n02h 1\n04h 1");
    assertThat(
            queries.rows(
                "SELECT time_bucket_gapfill('1 day', ts) FROM events WHERE ts BETWEEN"
                    + " CURRENT_TIMESTAMP - INTERVAL '3' DAY AND CURRENT_TIMESTAMP GROUP BY 1"))
        .hasSize(4);
  }

  @Test
  void months_areThoseOfTheCalendar() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 month', ts) AS m, count(*) AS n FROM events WHERE ts"
                    + " BETWEEN '2023-11-15 00:00:00' AND '2024-03-01 00:00:00' GROUP BY m ORDER BY m"))
        .isEqualTo(
            """
            2023-11-01T00h null
            2023-12-01T00h null
            00h 4
            2024-02-01T00h 1
            2024-03-01T00h null""");
  }

  @Test
  void query_withoutRows_showsBucketsUnlessItHasGroups() {
    String where = " FROM events WHERE host = 'none' AND " + DAY;
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('3 hours', ts), locf(count(*))"
                    + where
                    + " GROUP BY 1 ORDER BY 1"))
        .isEqualTo("00h null\n03h null");
    assertThat(
            queries.rows(
                "SELECT time_bucket_gapfill('3 hours', ts), host, count(*)"
                    + where
                    + " GROUP BY 1, 2"))
        .isEmpty();
  }

  @Test
  void havingAndQueriesAround_seeTheirOwnRows() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 hour', ts) AS h, count(*) FROM events WHERE host ="
                    + " 'a' AND "
                    + DAY
                    + " GROUP BY h HAVING count(*) > 1 ORDER BY h LIMIT 3"))
        .isEqualTo("00h null\n01h 2\n02h null");
    assertThat(
            queries.rows(
                "SELECT count(*), count(n), sum(n) FROM (SELECT time_bucket_gapfill('1 hour', ts) AS"
                    + " h, count(*) AS n FROM events WHERE "
                    + DAY
                    + " GROUP BY h) AS g"))
        .isEqualTo(List.of(List.of(6L, 3L, 4L)));
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('3 hours', ts) AS h, count(*) FILTER (WHERE value > 15),"
                    + " sum(count(*)) OVER (ORDER BY time_bucket_gapfill('3 hours', ts)) FROM events"
                    + " WHERE "
                    + DAY
                    + " GROUP BY h ORDER BY h"))
        .isEqualTo("00h 1 3\n03h 1 4");
  }

  @Test
  void gapFill_ofAnyRows_isPossible() {
    assertThat(
            lines(
                "SELECT time_bucket_gapfill('1 hour', t, '2024-01-01 00:00:00', '2024-01-01"
                    + " 03:00:00'), interpolate(sum(n)) FROM (VALUES (TIMESTAMP '2024-01-01"
                    + " 00:00:00', 1), (TIMESTAMP '2024-01-01 02:59:00', 4)) AS v(t, n) GROUP BY 1"
                    + " ORDER BY 1"))
        .isEqualTo("00h 1\n01h 2\n02h 4");
  }

  @Test
  void bucket_isAnsweredAsAnyOther() {
    assertThat(
            queries.plan(
                "SELECT time_bucket_gapfill('1 hour', ts) AS h, host, locf(avg(value)) FROM events"
                    + " WHERE "
                    + DAY
                    + " GROUP BY h, host"))
        .contains("GapFillRows(keys=[2]")
        .contains("rollups=[");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " WHERE ts >= '2024-01-01'",
        " WHERE ts < '2024-01-01'",
        " WHERE ts >= '2024-01-01' OR ts < '2024-01-01'"
      })
  void ends_thatAreUnknown_areAskedFor(String where) {
    assertThatThrownBy(
            () ->
                queries.rows(
                    "SELECT time_bucket_gapfill('1 hour', ts), count(*) FROM events"
                        + where
                        + " GROUP BY 1"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("time_bucket_gapfill does not know where to")
        .hasMessageContaining("ts >= start AND ts < finish");
  }

  @Test
  void rows_beyondTheLimit_areRefused() {
    assertThatThrownBy(
            () ->
                queries.rows(
                    "SELECT time_bucket_gapfill('1 ms', ts), count(*) FROM events WHERE "
                        + DAY
                        + " GROUP BY 1"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("more than 10000000 rows, the limit: from 2024-01-01T00:00:00Z to");
  }

  @Test
  void functions_elsewhere_areRefused() {
    assertThatThrownBy(() -> queries.rows("SELECT locf(value) FROM events"))
        .hasMessageContaining("locf has a meaning only in the SELECT list");
    assertThatThrownBy(() -> queries.rows("SELECT time_bucket_gapfill('1 hour', ts) FROM events"))
        .hasMessageContaining("as a key of GROUP BY of its own");
    assertThatThrownBy(
            () ->
                queries.rows(
                    "SELECT time_bucket_gapfill('1 hour', ts), host, count(*) FROM events WHERE "
                        + DAY
                        + " GROUP BY ROLLUP(1, host)"))
        .hasMessageContaining("GROUPING SETS");
    assertThatThrownBy(
            () ->
                queries.prepare(
                    "SELECT time_bucket_gapfill(?, ts), count(*) FROM events GROUP BY 1"))
        .hasMessageContaining("width of time_bucket_gapfill as a literal");
  }
}
