package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements at which Calcite's planner, left alone, fails. */
class PlannerTest {

  private static final Map<String, String> KITCHEN = Map.of("room", "kitchen");
  private static final Map<String, String> CELLAR = Map.of("room", "cellar");

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
                    Events.number("2024-01-01T00:00:00Z", KITCHEN, 1.5),
                    Events.number("2024-01-01T00:00:01Z", CELLAR, -3)),
                List.of(
                    Events.number("2024-01-02T00:00:00Z", KITCHEN, 400),
                    Events.text("2024-01-02T00:00:01Z", KITCHEN, "it's on"))));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max(2) | 2",
        "min(2) | 2",
        "max(CASE WHEN \"value\" > 1 THEN 1 ELSE 2 END) | 2",
        "max(CASE WHEN \"value\" > 1 THEN CAST(1 AS SMALLINT) END) | 1"
      })
  void aggregate_ofSmallInteger_isOne(String aggregate, int expected) {
    assertThat(queries.rows("SELECT " + aggregate + " FROM events"))
        .singleElement()
        .satisfies(row -> assertThat(((Number) row.get(0)).intValue()).isEqualTo(expected));
  }

  @Test
  void parameter_inConditionOfCase_hasTheTypeOfItsOtherSide() {
    String counted = "SELECT count(*) FROM events WHERE ";
    assertThat(queries.rows(counted + "CASE WHEN ? = room THEN 'a' ELSE 'b' END = 'a'", "kitchen"))
        .containsExactly(List.of(3L));
    assertThat(queries.rows(counted + "CASE WHEN room LIKE ? THEN 1 ELSE 2 END + 1 = 2", "k%"))
        .containsExactly(List.of(3L));
    assertThat(
            queries.rows(
                counted
                    + "CASE WHEN CASE WHEN \"value\" > ? THEN room END = ? THEN 'a' ELSE 'b' END"
                    + " <> 'b'",
                0.0,
                "kitchen"))
        .containsExactly(List.of(2L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT DISTINCT room FROM events WHERE ts = CASE WHEN 1 = 2 THEN ts ELSE NULL END",
        "SELECT room, count(*) FROM events"
            + " WHERE \"value\" > CASE WHEN 1 = 2 THEN \"value\" END GROUP BY room",
        "SELECT a.room FROM events AS a JOIN events AS b"
            + " ON a.ts = CASE WHEN 1 = 2 THEN b.ts END",
        "SELECT DISTINCT room FROM events AS a WHERE EXISTS"
            + " (SELECT 1 FROM events AS b WHERE a.ts = CASE WHEN 1 = 2 THEN b.ts END)"
      })
  void comparisonWithWhatIsNull_hasNoRows(String sql) {
    assertThat(queries.rows(sql)).isEmpty();
  }

  @Test
  void comparisonWithWhatIsNull_isNull() {
    assertThat(queries.rows("SELECT (ts = CASE WHEN 1 = 2 THEN ts END) IS NULL FROM events"))
        .containsOnly(List.of(true))
        .hasSize(4);
  }

  @Test
  void groupingWithoutGroupingSets_isZero() {
    assertThat(
            queries.rows(
                "SELECT room, \"text\", GROUPING(room), count(DISTINCT \"value\"),"
                    + " GROUPING(\"text\", room) FROM events"
                    + " WHERE room = 'kitchen' GROUP BY room, \"text\""))
        .containsExactlyInAnyOrder(
            Arrays.asList("kitchen", null, 0L, 2L, 0L),
            Arrays.asList("kitchen", "it's on", 0L, 0L, 0L));
  }

  @ParameterizedTest
  @CsvSource({"LEFT, 7", "FULL, 7", "INNER, 4"})
  void subquery_ofARowOfAJoinOfWhichOneSideIsUnused_isAnswered(String type, long expected) {
    assertThat(
            queries.rows(
                "SELECT count(a.ts) FROM events AS a "
                    + type
                    + " JOIN events AS b ON a.\"value\" = 1.5e0"
                    + " WHERE a.room = 'cellar' OR a.\"text\" = 'x'"
                    + " OR EXISTS (SELECT 1 FROM events AS c WHERE c.ts = a.ts)"))
        .containsExactly(List.of(expected));
  }

  /** A list, with what is to be found among others. */
  private static String list(String found, String others) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> others.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(", ", "(", ", " + found + ")"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "\"value\" | -3 | 1#0000 | 1 | 2",
        "\"value\" | 400 | -#.25 | 1 | 2",
        "\"value\" | 1.5e0 | 3.#e9 | 1 | 2",
        "\"text\" | 'it''s on' | '#' | 1 | 0",
        "room | 'kitchen' | 'room #' | 3 | 1",
        "upper(room) | 'CELLAR' | 'ROOM #' | 1 | 3",
        "ts | TIMESTAMP '2024-01-02 00:00:00' | TIMESTAMP '2023-01-01 00:00:00.#' | 1 | 3"
      })
  void longList_isDecided(String operand, String found, String others, long in, long notIn) {
    String list = list(found, others);
    String counted = "SELECT count(*) FROM events WHERE " + operand;
    assertThat(queries.rows(counted + " IN " + list)).containsExactly(List.of(in));
    assertThat(queries.rows(counted + " NOT IN " + list)).containsExactly(List.of(notIn));
    String withNull = list(found + ", NULL", others);
    assertThat(queries.rows(counted + " IN " + withNull)).containsExactly(List.of(in));
    assertThat(queries.rows(counted + " NOT IN " + withNull)).containsExactly(List.of(0L));
  }

  /** Left alone, Calcite tries all orders of their joins: minutes for four tables. */
  @Test
  @Timeout(120)
  void manyJoinedTables_arePlanned() {
    StringBuilder sql = new StringBuilder("SELECT count(*), sum(e0.\"value\") FROM events AS e0");
    for (int i = 1; i < 6; i++) {
      sql.append(
          String.format(
              Locale.ROOT,
              " JOIN events AS e%1$d ON e%1$d.ts = e%2$d.ts AND e%1$d.\"value\" > %3$d",
              i,
              i - 1,
              -i));
    }
    assertThat(queries.rows(sql.toString())).containsExactly(List.of(2L, 401.5));
  }
}
