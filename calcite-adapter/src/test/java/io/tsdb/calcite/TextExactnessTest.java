package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.execute.QueryException;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts, where SQLite and standard SQL part ways. The truth is what Calcite computes from the
 * values themselves; here it is told by a query that nothing can be pushed from, and by heart.
 */
class TextExactnessTest {

  private static final long START = Events.millis("2024-01-01T00:00:00Z");

  /** Texts at which SQLite stops, folds, compares or matches otherwise than Java. */
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "A",
          "ab",
          "a\0b",
          "a\0",
          "\0",
          "a\nb",
          "a\rb",
          "AB",
          "a%b",
          "a_b",
          "a*b",
          "a[b",
          "a?b",
          "ä",
          "Ä",
          "z",
          "\uD7FF",
          "\uE000",
          "\uFFFD",
          "\uD83D\uDE00",
          "\uD83D\uDE00b",
          "a\uD83D\uDE00b",
          "a\\b",
          "it's",
          "\"q\"",
          "İ",
          "ß",
          "100");

  @TempDir static Path directory;

  private static ArchiveFixture archive;
  private static Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    archive = ArchiveFixture.of(directory, List.of(texts()));
    queries = archive.connect();
  }

  @AfterAll
  static void close() throws Exception {
    queries.close();
    archive.close();
  }

  private static List<Event> texts() {
    List<Event> events = new ArrayList<>();
    for (String text : TEXTS) {
      events.add(
          new Event(
              START + events.size(),
              Labels.of(Map.of("word", text)),
              OptionalDouble.empty(),
              Optional.of(text),
              Optional.empty()));
    }
    return events;
  }

  /** What Calcite itself computes: the column is made of a case, which is never pushed. */
  private List<List<Object>> aboveTheScan(String column, String condition) {
    return queries.rows(
        "SELECT "
            + column
            + " FROM (SELECT CASE WHEN INITCAP(id) IS NULL THEN "
            + column
            + " ELSE id END AS "
            + column
            + " FROM events) AS t WHERE "
            + condition);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LIKE '%b'",
        "LIKE 'a%'",
        "LIKE '%b%'",
        "LIKE 'a_b'",
        "LIKE '_'",
        "LIKE '__'",
        "LIKE 'A%'",
        "LIKE 'ä'",
        "LIKE '%\uD83D\uDE00%'",
        "LIKE 'a*b'",
        "LIKE 'a[b'",
        "LIKE 'a?b'",
        "LIKE 'a%b'",
        "LIKE '%'",
        "LIKE ''",
        "LIKE '%\\%'",
        "LIKE 'a!%b' ESCAPE '!'",
        "NOT LIKE '%b'",
        "NOT LIKE 'a_b'",
        "ILIKE 'A%'",
        "ILIKE '%B%'",
        "ILIKE 'aB'",
        "ILIKE 'A_B'",
        "NOT ILIKE 'A%'",
        "= 'a'",
        "<> 'a'",
        "= ''",
        "= '\uD83D\uDE00'",
        "< 'b'",
        ">= 'a'",
        "< '\uE000'",
        "> '\uD83D\uDE00'",
        "<= '\uFFFD'",
        "BETWEEN 'A' AND 'a'",
        "BETWEEN 'z' AND '\uFFFF'",
        "IN ('a', 'A', '\uD83D\uDE00')",
        "IS NOT NULL",
        "|| 'b' = 'ab'",
        "|| '\uD83D\uDE00' || 'b' LIKE '%\uD83D\uDE00b'",
        "IS DISTINCT FROM 'a'",
        "IS NOT DISTINCT FROM ''",
        "NOT IN ('a', '', '\uFFFD')",
        "SIMILAR TO 'a|A'",
      })
  void condition_onText_decidesAsCalciteDoes(String condition) {
    for (String column : List.of("text", "word")) {
      assertThat(
              queries.rows("SELECT " + column + " FROM events WHERE " + column + " " + condition))
          .as(column)
          .isEqualTo(aboveTheScan(column, column + " " + condition));
    }
  }

  /** Conditions on functions of a column, {@code #} in their place. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRIM(#) = 'a'",
        "TRIM(BOTH 'a' FROM #) = ''",
        "TRIM(LEADING 'a' FROM #) = 'b'",
        "TRIM(TRAILING 'b' FROM #) <> #",
        "REPLACE(#, 'a', 'z') LIKE 'z%'",
        "REPLACE(#, 'b', '') = 'a'",
        "REPLACE(#, 'a', '\uD83D\uDE00') LIKE '\uD83D\uDE00%'",
        "'x' || # = 'xa'",
        "# || # = 'aa'",
        "CASE WHEN # = 'a' THEN 'A' ELSE # END = 'A'",
        "CASE WHEN # < 'b' THEN 1 WHEN # LIKE '%b' THEN 2 ELSE 3 END = 3",
        "COALESCE(NULLIF(#, 'a'), 'none') = 'none'",
        "CASE # WHEN 'a' THEN 'one' WHEN 'ab' THEN 'three' END = 'one  '",
        "UPPER(#) = 'A'",
        "LOWER(#) = 'ä'",
        "CHAR_LENGTH(#) = 2",
        "POSITION('b' IN #) = 2",
        "SUBSTRING(# FROM 2) = 'b'",
        "SUBSTRING(# FROM 1 FOR 1) = 'a'",
        "SUBSTRING(# FROM 2 FOR 1) <> ''",
        "LEFT(#, 1) = 'a'",
        "LEFT(#, 0) = ''",
        "STARTS_WITH(#, 'a')",
        "NOT STARTS_WITH(#, 'ab')",
        "POSITION('b' IN #) > 0",
        "POSITION('b' IN #) = 0",
        "POSITION('b' IN #) > 1",
        "UPPER(#) IN ('A', 'AB', 'Ä', 'SS')",
        "UPPER(#) NOT IN ('A', 'AB')",
        "LOWER(#) LIKE 'a_b'",
        "LOWER(#) LIKE '%b%' OR CHAR_LENGTH(#) > 2",
        "NOT (LOWER(#) = 'ab' OR SUBSTRING(# FROM 2) = 'b')",
        "CASE WHEN LOWER(#) = 'a' THEN CHAR_LENGTH(#) ELSE 7 END = 7",
        "(LOWER(#) = 'a') IS NOT TRUE",
        "UPPER(LEFT(#, 2)) || '!' = 'AB!'",
        "MOD(CHAR_LENGTH(#), 2) = 1",
      })
  void condition_onFunctionOfText_decidesAsCalciteDoes(String condition) {
    for (String column : List.of("text", "word")) {
      String ofColumn = condition.replace("#", column);
      assertThat(queries.rows("SELECT " + column + " FROM events WHERE " + ofColumn))
          .as(column)
          .isEqualTo(aboveTheScan(column, ofColumn));
    }
  }

  /** Of ASCII SQLite computes the same; the other texts leave the segment as well. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOWER(text) = 'ab'",
        "UPPER(text) LIKE 'AB%'",
        "text ILIKE '%AB'",
        "text LIKE 'a!_b' ESCAPE '!'",
        "CHAR_LENGTH(text) = 4",
        "SUBSTRING(text, 2, 1) = 'q'",
        "LEFT(text, 2) = 'it'",
        "POSITION('q' IN text) = 2",
      })
  void functionOfText_leavesRowsOut(String condition) {
    String sql = "SELECT ts FROM events WHERE " + condition;
    assertThat(queries.plan(sql)).contains("necessary=[");
    assertThat(queries.rows(sql)).isNotEmpty();
    assertThat(queries.statistics().rowsRead()).isLessThan(TEXTS.size() / 2 + 4);
  }

  /**
   * A text compared with a number is cast, and some texts are none: the same failure either way.
   */
  @Test
  void condition_onTextThatIsNoNumber_fails() {
    assertThatThrownBy(() -> queries.rows("SELECT text FROM events WHERE text = 100"))
        .isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%b", "a_b", "A%", "%", "", "a*b", "a[b%", "_"})
  void like_withParameter_decidesAsCalciteDoes(String pattern) {
    assertThat(queries.rows("SELECT text FROM events WHERE text LIKE ?", pattern))
        .isEqualTo(aboveTheScan("text", "text LIKE '" + pattern + "'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A%", "%B%", "A_B", "\u00c4"})
  void ilike_withParameter_decidesAsCalciteDoes(String pattern) {
    assertThat(queries.rows("SELECT text FROM events WHERE text ILIKE ?", pattern))
        .isEqualTo(aboveTheScan("text", "text ILIKE '" + pattern + "'"));
  }

  @Test
  void texts_ofAnyKind_arriveAsTheyWere() {
    List<List<Object>> expected = TEXTS.stream().map(text -> List.<Object>of(text, text)).toList();
    assertThat(queries.rows("SELECT text, word FROM events")).isEqualTo(expected);
    assertThat(queries.rows("SELECT payload->>'text', payload->>'word' FROM events"))
        .isEqualTo(expected);
    for (String text : TEXTS) {
      assertThat(queries.rows("SELECT word FROM events WHERE text = ? AND word = ?", text, text))
          .isEqualTo(List.of(List.of(text)));
    }
  }

  @Test
  void orderBy_text_isThatOfUtf16() {
    assertThat(queries.rows("SELECT text FROM events ORDER BY text"))
        .isEqualTo(TEXTS.stream().sorted().map(text -> List.<Object>of(text)).toList());
  }

  @Test
  void parameter_withLoneSurrogate_isRefused() {
    assertThatThrownBy(() -> queries.rows("SELECT text FROM events WHERE text = ?", "a\uD800"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("parameter 1")
        .hasMessageContaining("lone surrogate at index 1");
  }
}
