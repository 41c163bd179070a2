package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs in the segments, what stays above, and that the rows are the same either way. */
class PushdownTest {

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

  private static final List<Integer> LIST_LENGTHS = List.of(21, 200, 240, 300, 600);

  private static String texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> i == 0 ? "'a'" : "'x" + i + "'")
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sensor", "labels->>'sensor'", "UPPER(sensor)"})
  void in_ofManyConstants_isAnsweredRight(String expression) throws Exception {
    for (int length : LIST_LENGTHS) {
      for (String operator : List.of(" IN (", " NOT IN (")) {
        String sql =
            "SELECT value FROM events WHERE " + expression + operator + texts(length) + ")";
        assertThat(queries.rows(sql)).as("%d", length).hasSameElementsAs(archive.oracle(sql));
      }
    }
  }

  @Test
  void in_of200Constants_isDecidedBySegments() {
    assertThat(queries.plan("SELECT value FROM events WHERE sensor IN (" + texts(200) + ")"))
        .contains("filters=")
        .doesNotContain("Join", "$condition");
  }

  /** Conditions that SQLite decides alone; the oracle understands them too. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "value = 7",
        "value <> 7",
        "value < 4.5 AND value >= -3",
        "NOT (value > 4)",
        "value IN (1.5, 7, 9, -3)",
        "value NOT IN (1.5, 7)",
        "value BETWEEN 4 AND 9",
        "value IS NULL",
        "value IS NOT NULL AND text IS NULL",
        "(value + 1) * 2 > 10",
        "value / 2 < 3",
        "-value > 1",
        "value * value = 49",
        "sensor = 'a' OR sensor = 'c' OR value = 4",
        "sensor IN ('a', 'c') OR sensor IS NULL",
        "sensor < 'b'",
        "'b' <= sensor",
        "sensor = order_id OR sensor <> room",
        "text = 'a warm hat'",
        "text LIKE '%order%'",
        "text LIKE 'a warm%'",
        "text LIKE 'a warm hat'",
        "NOT (text LIKE '%order%')",
        "labels->>'sensor' = 'a'",
        "payload->>'sensor' = 'a'",
        "payload->>'order_id' IN ('111', '222')",
        "payload->'sensor' = '\"a\"'",
        "payload->>'text' LIKE '%hat%' OR value = 9",
        "payload->'nothing'->>'more' IS NULL",
        "(value > 4) IS NOT TRUE",
        "(value > 4) IS FALSE",
        "id IS NOT NULL",
        "value IS DISTINCT FROM 7",
        "sensor IS NOT DISTINCT FROM room",
        "CASE WHEN value > 3 THEN 'a' ELSE sensor END = 'a'",
        "CASE sensor WHEN 'a' THEN value WHEN 'b' THEN -value END > 1.6",
        "COALESCE(sensor, room, 'none') = 'none'",
        "COALESCE(value, 0) < 4",
        "NULLIF(value, 7) IS NULL",
        "NULLIF(sensor, 'a') IS NOT NULL",
        "ABS(value) > 3",
        "SIGN(value) = -1",
        "sensor || '-' || room = 'a-x'",
        "text || 'x' IS NULL",
        "TRIM(sensor) = 'a'",
        "REPLACE(text, 'warm', 'cold') LIKE 'a cold%'",
        "(value, sensor) = (7, 'a')",
        "(value > 4) = TRUE",
      })
  void condition_onWhiteList_runsInTheSegments(String condition) throws Exception {
    String sql = "SELECT value, sensor FROM events WHERE " + condition;
    assertThat(queries.plan(sql)).startsWith("SegmentGather").contains("filters=").hasLineCount(1);
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXTRACT(HOUR FROM ts) * 60 + EXTRACT(MINUTE FROM ts) BETWEEN 510 AND 1020",
        "MOD(EXTRACT(EPOCH FROM ts) / 60, 15) = 0",
        "-EXTRACT(DAY FROM ts) + 7 > 3",
        "POSITION('a' IN sensor) > 0 OR STARTS_WITH(text, 'a')",
      })
  void conditionOnWholeNumbers_runsInTheSegments(String condition) {
    String sql = "SELECT value FROM events WHERE " + condition;
    assertThat(queries.plan(sql)).startsWith("SegmentGather").contains("filters=").hasLineCount(1);
    String overflow = "SELECT value FROM events WHERE EXTRACT(EPOCH FROM ts) * 1000000 = 1";
    assertThat(queries.plan(overflow)).contains("$condition=");
  }

  /** As above, of times, which SQLite writes otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "CAST(ts AS DATE) = DATE '2024-03-01' # 7.0 4.0 null",
        "DATE '2024-05-31' <= CAST(ts AS DATE) # 9.0 10.0",
        "CAST(ts AS DATE) <> DATE '2024-03-01' AND value IS NOT NULL # 1.5 -3.0 9.0 10.0",
        "CAST(ts AS DATE) > CURRENT_DATE - INTERVAL '1' DAY # 10.0",
        "CAST(ts AS DATE) IN (DATE '2024-05-31', DATE '2024-06-01') # 9.0 10.0",
        "ts + INTERVAL '1' HOUR > CURRENT_TIMESTAMP # 10.0",
        "ts - INTERVAL '1' DAY <= TIMESTAMP '2023-12-31 10:00:00' # 1.5",
        "EXTRACT(HOUR FROM ts) = 10 # 1.5 7.0",
        "EXTRACT(MINUTE FROM ts) > 0 # 9.0 10.0",
        "EXTRACT(MONTH FROM ts) = 3 # 7.0 4.0 null",
        "EXTRACT(YEAR FROM ts) = 2024 AND EXTRACT(MONTH FROM ts) = 5 # 9.0",
        "EXTRACT(DOW FROM ts) = 7 # 10.0",
        "FLOOR(ts TO DAY) = TIMESTAMP '2024-05-31 00:00:00' # 9.0",
        "time_bucket('1 day', ts) = TIMESTAMP '2024-05-31 00:00:00' # 9.0",
      })
  void conditionOnTime_onWhiteList_runsInTheSegments(String condition, String values) {
    String sql = "SELECT value FROM events WHERE " + condition;
    assertThat(queries.plan(sql)).startsWith("SegmentGather").contains("filters=").hasLineCount(1);
    assertThat(
            queries.rows(sql).stream()
                .map(row -> String.valueOf(row.get(0)))
                .collect(Collectors.joining(" ")))
        .isEqualTo(values);
  }

  /** Conditions that SQLite would decide otherwise, or not at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPPER(sensor) = 'A'",
        "CHAR_LENGTH(text) > 12",
        "CAST(value AS INTEGER) = 7",
        "sensor < room",
        "sensor < 'b\uD83D\uDE00'",
        "value / (value - 7) > 1",
        "value / 0 > 1",
        "(value - 7) / 0.0 IS NULL",
        "EXTRACT(WEEK FROM ts) = 3",
        "sensor LIKE 'a!%' ESCAPE '!'",
        "SUBSTRING(sensor FROM 1 FOR 1) = 'a'",
        "POSITION('a' IN sensor) > 1",
        "sensor SIMILAR TO '(a|b)'",
        "LOWER(sensor) = 'a'",
        "TRIM(BOTH 'ä' FROM sensor) = 'a'",
        "REPLACE(sensor, '', 'b') = 'a'",
        "CAST(value AS VARCHAR) = '7.0'",
        "CAST(sensor AS DOUBLE) > 1",
        "CAST(sensor AS TIMESTAMP) > ts",
        "ROUND(value) = 7",
        "SQRT(value) = 3",
        "POWER(value, 2) = 49",
        "EXP(value) > 1",
        "LN(value) > 1",
        "MOD(CAST(value AS INTEGER), 2) = 1",
        "TIMESTAMPDIFF(DAY, TIMESTAMP '2024-01-01 00:00:00', ts) = 60",
        "CAST(labels->>'order_id' AS INTEGER) > 111",
      })
  void condition_notOnWhiteList_staysAbove(String condition) {
    assertThat(queries.plan("SELECT value, sensor FROM events WHERE " + condition))
        .contains("$condition=")
        .doesNotContain("filters=");
  }

  @Test
  void conjuncts_ofBothKinds_areSplit() {
    String sql =
        "SELECT value FROM events WHERE UPPER(sensor) = 'A' AND value > 2 AND room IS NULL";
    assertThat(queries.plan(sql))
        .contains("UPPER(")
        .contains("((s.value) > ?)")
        .contains("filters=[[>($2, 2.0E0), IS NULL(");
    assertThat(queries.rows(sql)).isEqualTo(List.of(List.of(7.0)));
  }

  @Test
  void condition_ofManyOperands_isStillAnswered() {
    StringBuilder sensors = new StringBuilder("sensor = 'a'");
    StringBuilder ranges = new StringBuilder("value > 8");
    StringBuilder list = new StringBuilder("sensor IN ('a'");
    for (int i = 0; i < 3_000; i++) {
      list.append(", 's").append(i).append('\'');
    }
    for (int i = 0; i < 300; i++) {
      sensors.append(" OR sensor = 's").append(i).append('\'');
    }
    for (int i = 0; i < 200; i++) {
      ranges.append(" OR UPPER(text) = 'T").append(i).append("' AND value > ").append(i);
    }
    assertThat(queries.rows("SELECT value FROM events WHERE " + sensors))
        .isEqualTo(List.of(List.of(1.5), List.of(7.0)));
    assertThat(queries.rows("SELECT value FROM events WHERE " + list + ") ORDER BY value"))
        .isEqualTo(List.of(List.of(1.5), List.of(7.0)));
    assertThat(queries.rows("SELECT value FROM events WHERE " + ranges))
        .isEqualTo(List.of(List.of(9.0), List.of(10.0)));
  }

  /** SQLite looks at no label of a row: it has looked at all series before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sensor = 'a' OR value > 8",
        "sensor = 'a' OR room = 'x' OR value > 8 OR text LIKE '%hat%'",
        "(sensor = 'a' OR value > 8) AND (room IS NULL OR text LIKE '%hat%')",
        "(sensor, value) IN (('a', 7), ('b', -3)) OR (value, sensor) = (9, 'c')",
        "NOT (sensor = 'a' AND value = 7)",
        "NOT (sensor IN ('a', 'b') OR value IS NULL)",
        "sensor IS NULL OR value = 7",
        "value < 2 AND sensor = 'b' OR value > 3 AND payload->>'sensor' = 'c'",
        "payload->>'order_id' = '111' OR text LIKE '%hat%' OR labels->>'sensor' NOT IN ('a', 'b')",
      })
  void conditionOnLabelsAndRows_isDecidedOncePerSeriesInPart(String condition) throws Exception {
    String sql = "SELECT value, ts FROM events WHERE " + condition;
    assertThat(queries.plan(sql))
        .startsWith("SegmentGather")
        .contains("s.series IN (SELECT r.id FROM series AS r WHERE")
        .hasLineCount(1)
        .doesNotContain("JOIN");
    assertThat(queries.rows(sql)).isEqualTo(archive.oracle(sql));
  }

  /** Decided above, but only for series that fulfil them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "UPPER(sensor) = 'A' # 1.5 7.0",
        "sensor SIMILAR TO '(a|c)' # 1.5 7.0 9.0 10.0",
        "sensor LIKE 'a!%' ESCAPE '!' #",
        "CHAR_LENGTH(payload->>'product_name') = 3 # 4.0",
        "CAST(labels->>'order_id' AS INTEGER) > 111 # null",
        "sensor < room # 1.5",
        "POSITION('a' IN sensor) = 1 AND value > 2 # 7.0",
        "sensor ILIKE ? # 1.5 7.0",
      })
  void conditionOnLabels_ofAnyKind_isDecidedOncePerSeries(String condition, String values) {
    String sql = "SELECT value FROM events WHERE " + condition;
    assertThat(queries.plan(sql))
        .contains("$condition=", "s.series IN (SELECT value FROM json_each(?)))");
    Object[] parameters = condition.contains("?") ? new Object[] {"A"} : new Object[] {};
    assertThat(
            queries.rows(sql, parameters).stream()
                .map(row -> String.valueOf(row.get(0)))
                .collect(Collectors.joining(" ")))
        .isEqualTo(values == null ? "" : values);
  }

  /** The failing cast is of a series whose rows another condition leaves out. */
  @Test
  void conditionOnLabels_thatFailsForASeries_failsForItsRowsAlone() {
    String sql = "SELECT value FROM events WHERE CAST(product_name AS INTEGER) = 1";
    assertThat(queries.rows(sql + " AND ts > '2024-05-01'")).isEmpty();
    assertThatThrownBy(() -> queries.rows(sql)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void conditionOnLabelsAlone_isDecidedOncePerSeries() {
    assertThat(queries.plan("SELECT value FROM events WHERE sensor = 'a'"))
        .contains("s.series IN (SELECT r.id FROM series AS r WHERE")
        .doesNotContain("JOIN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "SELECT value FROM events # SELECT (s.value) FROM sample AS s WHERE",
        "SELECT count(*) FROM events # SELECT count(*) FROM sample AS s WHERE",
        "SELECT max(value) FROM events # SELECT max((s.value)) FROM sample AS s WHERE",
        "SELECT value * 3 + 1 FROM events # SELECT (s.value) FROM sample AS s WHERE",
        "SELECT UPPER(payload->>'sensor') FROM events # SELECT s.series FROM sample AS s WHERE",
        "SELECT count(*) FROM events GROUP BY labels->>'room' # SELECT s.series FROM",
        "SELECT 1 FROM events ORDER BY payload->'room' # SELECT s.series FROM sample AS s WHERE",
        "SELECT time_bucket('1 hour', ts) FROM events # SELECT ((s.ts) - ((((s.ts) - 946857600000) % 3600000) + 3600000) % 3600000) FROM",
        "SELECT FLOOR(ts TO MINUTE) FROM events # SELECT ((s.ts) - ((((s.ts)) % 60000) + 60000) % 60000) FROM",
      })
  void columns_areThoseNeeded(String sql, String expected) {
    assertThat(queries.plan(sql)).contains("sql=[" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "sensor # SELECT s.series FROM # SELECT (r.labels ->> '$.\"sensor\"') FROM",
        "value, sensor, ts, room # SELECT s.series, (s.value), (s.ts) FROM # SELECT (r.labels ->> '$.\"sensor\"'), (r.labels ->> '$.\"room\"') FROM",
        "labels->>'sensor' # SELECT s.series FROM # SELECT CAST(((r.labels) ->> ?) AS TEXT) FROM",
        "payload->'room', value # SELECT s.series, (s.value) FROM # SELECT ((r.labels) -> ?) FROM",
        "labels # SELECT s.series FROM # SELECT (r.labels) FROM",
      })
  void labels_areReadOncePerSeries(String columns, String ofRows, String ofSeries)
      throws Exception {
    String sql = "SELECT " + columns + " FROM events";
    assertThat(queries.plan(sql))
        .contains("sql=[" + ofRows)
        .contains("seriesSql=[" + ofSeries + " series AS r WHERE r.id = ?]");
    assertThat(queries.rows(sql)).hasToString(archive.oracle(sql).toString());
  }

  @Test
  void plan_isTheSameHoweverManySegments() throws Exception {
    assertThat(archive.archive().catalog().segments(TimeRange.ALL)).hasSizeGreaterThan(3);
    assertThat(queries.plan("SELECT * FROM events")).containsOnlyOnce("SegmentGather");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT sensor, count(*), sum(value), avg(value), min(value), max(value) FROM events"
            + " GROUP BY sensor ORDER BY sensor",
        "SELECT payload->>'sensor', count(DISTINCT room) FROM events GROUP BY payload->>'sensor'"
            + " ORDER BY 1",
        "SELECT sensor, value, row_number() OVER (PARTITION BY sensor ORDER BY ts) FROM events"
            + " WHERE sensor IS NOT NULL ORDER BY sensor, ts",
        "SELECT a.value, b.value FROM events AS a JOIN events AS b"
            + " ON a.sensor = b.sensor AND a.ts < b.ts ORDER BY 1",
        "SELECT value FROM events WHERE ts = (SELECT max(ts) FROM events WHERE sensor = 'a')",
        "SELECT sensor FROM events WHERE value > 5 UNION SELECT room FROM events ORDER BY 1",
        "SELECT text FROM events WHERE order_id IN (SELECT order_id FROM events WHERE value = 7)"
            + " ORDER BY text",
        "SELECT sum(value) FROM events WHERE value > 1000",
        "SELECT count(*) FROM events HAVING count(*) > 3",
        "SELECT DISTINCT sensor FROM events ORDER BY sensor",
        "WITH warm AS (SELECT * FROM events WHERE value > 3) SELECT count(*) FROM warm",
      })
  void query_aboveTheScan_answersAsTheOracle(String sql) throws Exception {
    List<List<Object>> expected = archive.oracle(sql);
    assertThat(queries.rows(sql)).hasToString(expected.toString());
  }

  @Test
  void rows_withoutOrder_comeInOrderOfTime() {
    assertThat(queries.rows("SELECT value FROM events WHERE value IS NOT NULL"))
        .isEqualTo(
            List.of(
                List.of(1.5),
                List.of(-3.0),
                List.of(7.0),
                List.of(4.0),
                List.of(9.0),
                List.of(10.0)));
  }

  @Test
  void exampleQuestion_isAnswered() {
    assertThat(
            queries.rows(
                "SELECT payload->'product_name' FROM events WHERE events('order_id 111')"
                    + " AND text IS NOT NULL"))
        .isEqualTo(List.of(List.of("\"Terracotta Coffee Mug\"")));
  }
}
