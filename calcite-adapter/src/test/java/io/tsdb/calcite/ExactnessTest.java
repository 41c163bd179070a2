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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where SQLite and standard SQL part ways. The truth is what Calcite computes from the values
 * themselves; here it is told by a query that nothing can be pushed from, and by heart.
 */
class ExactnessTest {

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

  @TempDir Path directory;

  private ArchiveFixture archive;
  private Queries queries;

  private void write(List<Event> events) throws Exception {
    archive = ArchiveFixture.of(directory, List.of(events));
    queries = archive.connect();
  }

  @AfterEach
  void close() throws Exception {
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
            + " FROM (SELECT CASE WHEN CHAR_LENGTH(id) IS NULL THEN "
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
      })
  void condition_onText_decidesAsCalciteDoes(String condition) throws Exception {
    write(texts());
    for (String column : List.of("text", "word")) {
      assertThat(
              queries.rows("SELECT " + column + " FROM events WHERE " + column + " " + condition))
          .as(column)
          .isEqualTo(aboveTheScan(column, column + " " + condition));
    }
  }

  /**
   * A text compared with a number is cast, and some texts are none: the same failure either way.
   */
  @Test
  void condition_onTextThatIsNoNumber_fails() throws Exception {
    write(texts());
    assertThatThrownBy(() -> queries.rows("SELECT text FROM events WHERE text = 100"))
        .isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%b", "a_b", "A%", "%", "", "a*b", "a[b%", "_"})
  void like_withParameter_decidesAsCalciteDoes(String pattern) throws Exception {
    write(texts());
    assertThat(queries.rows("SELECT text FROM events WHERE text LIKE ?", pattern))
        .isEqualTo(aboveTheScan("text", "text LIKE '" + pattern + "'"));
  }

  @Test
  void texts_ofAnyKind_arriveAsTheyWere() throws Exception {
    write(texts());
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
  void orderBy_text_isThatOfUtf16() throws Exception {
    write(texts());
    assertThat(queries.rows("SELECT text FROM events ORDER BY text"))
        .isEqualTo(TEXTS.stream().sorted().map(text -> List.<Object>of(text)).toList());
  }

  @Test
  void parameter_withLoneSurrogate_isRefused() throws Exception {
    write(texts());
    assertThatThrownBy(() -> queries.rows("SELECT text FROM events WHERE text = ?", "a\uD800"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("parameter 1")
        .hasMessageContaining("lone surrogate at index 1");
  }

  private static List<Event> numbers() {
    List<Event> events = new ArrayList<>();
    for (double value :
        new double[] {
          0,
          -0.0,
          1,
          -1,
          0.1,
          0.5,
          1e308,
          -1e308,
          5e-324,
          9007199254740992.0,
          9007199254740993.0,
          9.2233720368547758e18,
          3
        }) {
      events.add(
          new Event(
              START + events.size(),
              Labels.of(Map.of("n", "x")),
              OptionalDouble.of(value),
              Optional.empty(),
              Optional.empty()));
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value = 0",
        "value < 0",
        "value = 0.1",
        "value > 9007199254740992",
        "value = 9007199254740993",
        "value >= 9223372036854775807",
        "value + 1 > 1",
        "value * 10 > 1e308",
        "value * 1e308 = 1e308",
        "value * value > 1e300",
        "value / 0.1 = 1",
        "value / 3 = 1",
        "value - value = 0",
        "(value * 10) - (value * 10) IS NULL",
        "value / 0 > 1",
        "-value < 0",
        "value IN (0.1, 3, 5)",
        "value <> 3",
        "value BETWEEN 0.1 AND 3",
        "value * 10 * 0 = 0",
      })
  void condition_onNumber_decidesAsCalciteDoes(String condition) throws Exception {
    write(numbers());
    assertThat(queries.rows("SELECT value FROM events WHERE " + condition))
        .isEqualTo(
            queries.rows(
                "SELECT value FROM (SELECT CASE WHEN CHAR_LENGTH(id) IS NULL THEN value ELSE NULL END"
                    + " AS value FROM events) AS t WHERE "
                    + condition));
  }

  @Test
  void parameter_thatIsNoNumber_isRefused() throws Exception {
    write(numbers());
    assertThatThrownBy(() -> queries.rows("SELECT value FROM events WHERE value > ?", Double.NaN))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("parameter 1");
    assertThat(queries.rows("SELECT value FROM events WHERE value < ?", Double.POSITIVE_INFINITY))
        .hasSize(numbers().size());
    assertThat(queries.rows("SELECT value FROM events WHERE value < ?", new Object[] {null}))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "ts, label_ts",
    "Value, label_Value",
    "with space, with space",
    "dot.ted, dot.ted",
    "\"quoted\", \"quoted\"",
    "back\\slash, back\\slash",
    "größe, größe",
    "$path, $path",
    "order, order",
    "timestamp, timestamp",
  })
  void label_ofAnyKey_isColumnAndMember(String key, String column) throws Exception {
    write(
        List.of(
            Events.text("2024-01-01T00:00:00Z", Map.of(key, "found"), "t"),
            Events.text("2024-01-01T00:00:01Z", Map.of("other", "y"), "t")));
    String quoted = '"' + column.replace("\"", "\"\"") + '"';
    assertThat(queries.rows("SELECT " + quoted + " FROM events WHERE " + quoted + " = 'found'"))
        .isEqualTo(List.of(List.of("found")));
    assertThat(queries.rows("SELECT count(*) FROM events WHERE " + quoted + " IS NULL"))
        .isEqualTo(List.of(List.of(1L)));
  }

  @Test
  void timestamp_meansTsUnlessALabelHasTheName() throws Exception {
    write(List.of(Events.number("2024-01-01T00:00:00Z", Map.of("Timestamp", "label"), 1)));
    assertThat(queries.rows("SELECT timestamp FROM events")).isEqualTo(List.of(List.of("label")));
    assertThat(queries.rows("SELECT ts FROM events")).isEqualTo(List.of(List.of(START)));
  }

  @Test
  void arrow_onTextThatIsNoJson_failsOnlyForRowsThatAreLeft() throws Exception {
    write(
        List.of(
            Events.text("2024-01-01T00:00:00Z", Map.of("kind", "json"), "{\"k\":[1,2]}"),
            Events.text("2024-01-01T00:00:01Z", Map.of("kind", "words"), "no json")));
    assertThat(queries.rows("SELECT text->'k'->>1 FROM events WHERE kind = 'json'"))
        .isEqualTo(List.of(List.of("2")));
    assertThatThrownBy(() -> queries.rows("SELECT text->>'k' FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("malformed JSON");
  }
}
