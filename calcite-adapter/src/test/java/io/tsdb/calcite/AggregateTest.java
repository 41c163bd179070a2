package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an aggregate is computed in the segments, and that the answers are the same. */
class AggregateTest {

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, Samples.seals());
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*), count(value), sum(value), avg(value), min(value), max(value) FROM events",
        "SELECT count(*), sum(value), max(value) FROM events WHERE value > 1000",
        "SELECT count(*) FILTER (WHERE value > 3), sum(value) FILTER (WHERE sensor = 'a'),"
            + " min(value) FILTER (WHERE value > 1000) FROM events",
        "SELECT min(ts), max(ts) FROM events WHERE sensor = 'a'",
        "SELECT sensor, count(*), sum(value * 2), max(value) FROM events GROUP BY sensor ORDER BY 1",
        "SELECT sensor, room, count(text) FROM events GROUP BY sensor, room ORDER BY 1, 2",
        "SELECT labels->>'sensor', avg(value) FROM events GROUP BY labels->>'sensor' ORDER BY 1",
        "SELECT UPPER(sensor), count(*) FROM events GROUP BY UPPER(sensor) ORDER BY 1",
        "SELECT sensor, count(*) FROM events GROUP BY sensor HAVING count(*) > 1 ORDER BY 1",
        "SELECT max(sensor), min(sensor), count(DISTINCT sensor), count(sensor) FROM events",
        "SELECT room, max(sensor), count(*) FROM events GROUP BY room ORDER BY 1",
        "SELECT DISTINCT sensor, room FROM events ORDER BY 1, 2",
        "SELECT count(DISTINCT sensor), count(DISTINCT room), sum(value) FROM events",
        "SELECT 1, count(*), max(value) FROM events WHERE value > 1000 GROUP BY 1",
        "SELECT max(text), min(text), sum(value * 3) FROM events",
        "SELECT count(DISTINCT value), count(DISTINCT text), sum(DISTINCT value), count(*) FROM events",
        "SELECT room, count(DISTINCT value) FILTER (WHERE sensor = 'a') FROM events GROUP BY room ORDER BY 1",
      })
  void aggregate_isComputedInTheSegments(String sql) throws Exception {
    assertThat(queries.plan(sql)).containsAnyOf("partials=", "partialKeys=");
    assertThat(queries.rows(sql)).hasToString(archive.oracle(sql).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "count(*), sum(value) # SELECT count(*), sum((s.value)) FROM sample AS s WHERE",
        "sum(value) FILTER (WHERE value > 3) # SELECT sum((s.value)) FILTER (WHERE (((s.value) > ?) IS TRUE))",
        "sensor, count(*) # SELECT s.series FROM sample AS s WHERE",
        "time_bucket('1 hour', ts), max(value) # SELECT ((s.ts) - (",
        "max(sensor) # SELECT s.series FROM sample AS s WHERE",
        "count(*) FILTER (WHERE sensor = 'a') # SELECT s.series FROM sample AS s WHERE",
        "sum(value * value) # SELECT sum(((s.value) * (s.value))) FROM sample AS s WHERE",
      })
  void statement_readsNoLabelForEachRow(String select, String expected) {
    String key = select.startsWith("sensor") || select.startsWith("time") ? " GROUP BY 1" : "";
    assertThat(queries.plan("SELECT " + select + " FROM events" + key))
        .contains("partial", "sql=[" + expected)
        .doesNotContain("JOIN");
  }

  /** What cannot be split, or only in a way that differs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(DISTINCT value), sum(value) FROM events WHERE UPPER(text) = 'X'",
        "SELECT sum(CAST(order_id AS INTEGER)) FROM events",
        "SELECT text, value + 1, ts, count(*) FROM events GROUP BY text, value + 1, ts",
        "SELECT UPPER(text), count(*) FROM events GROUP BY UPPER(text)",
        "SELECT count(*) FROM events WHERE UPPER(sensor) = 'A'",
      })
  void aggregate_thatSegmentsCannotCompute_isComputedAbove(String sql) {
    assertThat(queries.plan(sql)).contains("SegmentGather").doesNotContain("partial");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GROUPING SETS ((sensor, room), (sensor), ())",
        "ROLLUP (sensor, room)",
        "CUBE (sensor, room)",
      })
  void groupingSets_areAddedUpAbove(String groups) {
    String sql =
        "SELECT sensor, room, GROUPING(sensor, room), count(*), sum(value), max(value), last(value),"
            + " count(DISTINCT value) FROM events GROUP BY "
            + groups;
    assertThat(queries.plan(sql)).contains("partials=");
    assertThat(queries.rows(sql))
        .hasSameElementsAs(
            queries.rows(
                "SELECT sensor, room, GROUPING(sensor, room), count(*), sum(value), max(value),"
                    + " last(value), count(DISTINCT value) FROM (SELECT UPPER(LOWER(text))"
                    + " AS text, sensor, room, value, ts FROM events) AS t WHERE text IS NULL OR"
                    + " CHAR_LENGTH(text) >= 0 GROUP BY "
                    + groups));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "first(value, ts) # 1.5",
        "last(value) # 10.0",
        "first(text, ts) # Someone really enjoyed their order. Größe 日本 😀",
        "last(sensor) # c",
        "last(ts, value) # 1717241400000",
        "first(value > 2, ts) # false",
        "last(value, ts) FILTER (WHERE sensor = 'a') # 7.0",
        "last(value, ts) FILTER (WHERE sensor = 'x') # null",
        "first(id) # id-1",
        "ROUND(stddev(value), 3) # 4.937",
        "ROUND(var_pop(value) FILTER (WHERE sensor = 'a'), 4) # 7.5625",
        "var_samp(value) FILTER (WHERE sensor = 'b') # null",
        "sum(DISTINCT value) # 28.5",
        "count(DISTINCT value) FILTER (WHERE value > 4) # 3",
        "approx_count_distinct(order_id) # 2",
        "approx_percentile(value, 0.5) # 4.0",
        "approx_percentile(value, 1) # 10.0",
        "approx_percentile(value, 0.5) FILTER (WHERE value > 100) # null",
      })
  void state_isMergedOfSegments(String call, String expected) {
    String sql = "SELECT " + call + " FROM events";
    assertThat(queries.plan(sql)).contains("partials=");
    assertThat(String.valueOf(queries.rows(sql).get(0).get(0))).isEqualTo(expected);
    // The same above all rows: a condition that SQLite does not decide.
    String above = "SELECT " + call + " FROM events WHERE COALESCE(CHAR_LENGTH(text), 0) >= 0";
    assertThat(queries.plan(above)).doesNotContain("partials=");
    assertThat(String.valueOf(queries.rows(above).get(0).get(0))).isEqualTo(expected);
  }

  @Test
  void last_overAWindow_isThatOfItsRows() {
    assertThat(
            queries.rows(
                "SELECT value, last(value, ts) OVER (ORDER BY ts ROWS 1 PRECEDING) FROM events"
                    + " WHERE value > 5 ORDER BY ts"))
        .isEqualTo(List.of(List.of(7.0, 7.0), List.of(9.0, 9.0), List.of(10.0, 10.0)));
  }

  @Test
  void last_ofAJoin_isComputedAbove() {
    assertThat(
            queries.rows(
                "SELECT e.sensor, last(e.value, e.ts) FROM events AS e JOIN (VALUES ('a'), ('c'))"
                    + " AS t(s) ON t.s = e.sensor GROUP BY e.sensor ORDER BY 1"))
        .isEqualTo(List.of(List.of("a", 7.0), List.of("c", 10.0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "last() # Expected last(value) or last(value, time), found 0 arguments",
        "first(value, ts, 1) # Expected first(value) or first(value, time), found 3 arguments",
        "approx_percentile(value) # Expected approx_percentile(value, fraction), found 1 arguments",
        "approx_percentile(value, 1.5) # Expected the fraction of approx_percentile to be from 0 to 1, found 1.5",
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY value) # PERCENTILE_CONT is not supported. Use approx_percentile",
      })
  void call_thatIsWrong_isRefused(String call, String message) {
    assertThatThrownBy(() -> queries.plan("SELECT " + call + " FROM events"))
        .hasStackTraceContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FLOOR(ts TO MONTH)",
        "FLOOR(ts TO YEAR)",
        "CAST(ts AS DATE)",
        "EXTRACT(HOUR FROM ts)",
        "EXTRACT(DOW FROM ts)",
        "date_trunc('month', ts)",
        "date_trunc('quarter', ts)",
      })
  void keyOfTime_isComputedOfHoursOrDays(String key) {
    String sql = "SELECT k, count(*), sum(value) FROM (SELECT %s AS k, value FROM events%s) AS t";
    String grouped = String.format(sql, key, "") + " GROUP BY k";
    assertThat(queries.plan(grouped)).contains("partialKeys=", "rollups=[[MINUTE, HOUR");
    assertThat(queries.rows(grouped))
        .hasSameElementsAs(
            queries.rows(
                String.format(sql, key, " WHERE COALESCE(CHAR_LENGTH(text), 0) >= 0")
                    + " GROUP BY k"));
  }
}
