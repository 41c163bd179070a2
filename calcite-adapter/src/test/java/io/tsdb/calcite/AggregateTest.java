package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
        "SELECT max(text) FROM events",
        "SELECT count(DISTINCT value), sum(value) FROM events WHERE UPPER(text) = 'X'",
        "SELECT sum(CAST(order_id AS INTEGER)) FROM events",
        "SELECT sum(value * 3) FROM events",
        "SELECT text, value + 1, ts, count(*) FROM events GROUP BY text, value + 1, ts",
        "SELECT count(DISTINCT value) FROM events",
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
        "SELECT sensor, room, count(*), sum(value), max(value) FROM events GROUP BY " + groups;
    assertThat(queries.plan(sql)).contains("partials=");
    assertThat(queries.rows(sql))
        .hasSameElementsAs(
            queries.rows(
                "SELECT sensor, room, count(*), sum(value), max(value) FROM (SELECT UPPER(LOWER(text))"
                    + " AS text, sensor, room, value FROM events) AS t WHERE text IS NULL OR"
                    + " CHAR_LENGTH(text) >= 0 GROUP BY "
                    + groups));
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
