package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.memory.MemoryLimitException;
import io.tsdb.calcite.memory.StatementMemory;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operator that holds rows, at its limit and beyond. */
class MemoryLimitTest {

  private static final int EVENTS = 6_000;

  /** Of hosts, and of texts for each: what is grouped by them takes more than the least memory. */
  private static final int HOSTS = 1_500;

  private static final long MUCH = 64L << 20;

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    long start = Events.millis("2024-01-01T00:00:00Z");
    List<List<Event>> seals = new ArrayList<>();
    for (int seal = 0; seal < 3; seal++) {
      List<Event> events = new ArrayList<>();
      for (int i = seal; i < EVENTS; i += 3) {
        events.add(
            new Event(
                start + 1000L * i,
                Labels.of(Map.of("host", "host-" + i % HOSTS)),
                OptionalDouble.of(i),
                Optional.of("text number " + i % (EVENTS / 2)),
                Optional.empty()));
      }
      seals.add(events);
    }
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @BeforeEach
  void allowMuch() {
    queries.limitMemory(MUCH);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT count(*) FROM events AS a JOIN events AS b ON a.text = b.text | a join holds",
        "SELECT max(b.text) FROM (SELECT CHAR_LENGTH(host) AS k FROM events WHERE \"value\" < 150) AS a"
            + " LEFT JOIN (SELECT CHAR_LENGTH(host) AS k, text FROM events) AS b ON a.k = b.k"
            + " | a join holds",
        "SELECT count(*) FROM events AS a FULL JOIN events AS b ON a.text = b.text | a join holds",
        "SELECT count(*) FROM (SELECT * FROM events WHERE \"value\" < 9) AS a RIGHT JOIN events AS b"
            + " ON a.\"value\" + 1 > b.\"value\" * 2 | a join holds",
        "SELECT max(s) FROM (SELECT sum(\"value\") OVER (ORDER BY ts) AS s FROM events) AS t"
            + " | a window holds",
        "SELECT max(s) FROM (SELECT max(text) OVER (PARTITION BY host ORDER BY ts) AS s FROM events)"
            + " AS t | a window holds",
        "SELECT count(*) FROM events AS a ASOF JOIN events AS b MATCH_CONDITION a.ts >= b.ts"
            + " ON a.host = b.host | ASOF JOIN holds the rows of its right side",
        "SELECT count(DISTINCT text) FROM events | COUNT(DISTINCT)",
        "SELECT CHAR_LENGTH(LISTAGG(text, ',') WITHIN GROUP (ORDER BY ts)) FROM events |"
            + " all values that it puts together",
        "SELECT CARDINALITY(ARRAY_AGG(text)) FROM events | all values that it puts together",
        "SELECT host FROM events QUALIFY ROW_NUMBER() OVER (PARTITION BY host ORDER BY ts DESC) = 1"
            + " | holds the names of the groups found",
        "SELECT count(*) FROM series | tables series and labels hold",
        "SELECT * FROM labels | tables series and labels hold",
      })
  void operator_isRefusedBeyondTheLimit(String sql, String words) {
    List<List<Object>> expected = queries.rows(sql);
    long needed = queries.mostHeld();
    assertThat(needed).isBetween(StatementMemory.LEAST, MUCH);
    queries.limitMemory(needed);
    assertThat(queries.rows(sql)).isEqualTo(expected);
    queries.limitMemory(Math.max(StatementMemory.LEAST, needed * 9 / 10));
    assertThatThrownBy(() -> queries.rows(sql))
        .isInstanceOf(MemoryLimitException.class)
        .hasMessageContaining(words)
        .hasMessageMatching("(?s).*more memory than the \\d+ .*raise the property memoryLimit.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT text, count(*), sum(value), min(ts) FROM events GROUP BY text",
        "SELECT text, avg(value), max(host) FROM events WHERE value > 1 GROUP BY text",
        "SELECT text || host, count(*) FROM events GROUP BY text || host",
        "SELECT DISTINCT text, host, value FROM events",
        "SELECT DISTINCT text FROM events",
        "SELECT text FROM events UNION SELECT host FROM events",
        "SELECT text, ts FROM events INTERSECT SELECT text, ts FROM events WHERE value > 3000",
        "SELECT text, ts FROM events EXCEPT SELECT text, ts FROM events WHERE value > 3000",
        "SELECT count(*), count(DISTINCT text) FROM events GROUP BY text HAVING count(*) > 1",
        "SELECT text, host FROM events WHERE text NOT IN (SELECT text FROM events WHERE value > 2)",
        "SELECT count(DISTINCT host || text) FROM events WHERE UPPER(text) <> 'X'",
      })
  void groups_beyondTheLimit_areThoseOfTheOracle(String sql) throws Exception {
    queries.limitMemory(StatementMemory.LEAST);
    assertThat(sorted(queries.rows(sql))).isEqualTo(sorted(archive.oracle(sql)));
    assertThat(queries.mostHeld()).isBetween(StatementMemory.LEAST / 8, StatementMemory.LEAST);
  }

  /** What SQLite does not know, against the same with much memory. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT text, stddev(\"value\"), first(\"value\"), last(host) FROM events GROUP BY text",
        "SELECT text, approx_count_distinct(host), approx_percentile(\"value\", 0.5),"
            + " count(DISTINCT \"value\") FROM events WHERE \"value\" < 1000 GROUP BY text",
        "SELECT text, host, count(*), grouping(text) FROM events GROUP BY GROUPING SETS"
            + " ((text), (host), (text, host), ())",
        "SELECT text, host, first(\"value\", ts) FROM events GROUP BY ROLLUP (text, host)",
        "SELECT text FROM events INTERSECT ALL SELECT text FROM events WHERE \"value\" > 3000",
        "SELECT text FROM events EXCEPT ALL SELECT text FROM events WHERE \"value\" > 3000",
        "SELECT text FROM events EXCEPT ALL (SELECT text FROM events WHERE \"value\" > 3000)"
            + " UNION SELECT host FROM events",
      })
  void groups_beyondTheLimit_areThoseOfMuchMemory(String sql) {
    List<List<Object>> expected = queries.rows(sql);
    queries.limitMemory(4 * StatementMemory.LEAST);
    assertThat(sorted(queries.rows(sql))).isEqualTo(sorted(expected));
    assertThat(queries.mostHeld()).isBetween(StatementMemory.LEAST / 2, 4 * StatementMemory.LEAST);
  }

  @Test
  void setOperations_countEqualRows() {
    String three = "(SELECT * FROM (VALUES (1), (1), (1), (2), (2), (3)) AS t (a)) ";
    String two = " (SELECT * FROM (VALUES (1), (1), (2), (4)) AS t (a)) ORDER BY 1";
    assertThat(queries.rows(three + "INTERSECT ALL" + two))
        .containsExactly(List.of(1), List.of(1), List.of(2));
    assertThat(queries.rows(three + "EXCEPT ALL" + two))
        .containsExactly(List.of(1), List.of(2), List.of(3));
    assertThat(queries.rows(three + "INTERSECT" + two)).containsExactly(List.of(1), List.of(2));
    assertThat(queries.rows(three + "EXCEPT" + two)).containsExactly(List.of(3));
    assertThat(queries.rows(three + "UNION" + two))
        .containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
  }

  /** In one order, with whole numbers of one size. */
  private static List<String> sorted(List<List<Object>> rows) {
    return rows.stream().map(List::toString).sorted().toList();
  }

  /** Each reading of a side lets go of the one before, and groups of what they have come to. */
  @Test
  void repeatedSubQueries_doNotAddUp() throws Exception {
    String sql =
        "SELECT (SELECT count(DISTINCT b.text) FROM events AS b WHERE b.value < a.value) FROM events"
            + " AS a WHERE a.value BETWEEN 1000 AND 1004";
    queries.limitMemory(4 * StatementMemory.LEAST);
    assertThat(sorted(queries.rows(sql))).isEqualTo(sorted(archive.oracle(sql)));
  }
}
