package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.execute.SearchSyntaxException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextSearchTest {

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

  /** Rows are numbered in order of time, from 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "events('order_id 111') # 2 4",
        "events MATCH 'order_id 111' # 2 4",
        "e MATCH 'hat' # 5",
        "text MATCH 'hat' # 5",
        "labels MATCH 'hat' # 5",
        "text MATCH 'product_name' # ",
        "labels MATCH 'enjoyed' # ",
        "payload MATCH 'enjoyed OR refund' # 2 6",
        "events('enjoy*') # 2",
        "events('\"coffee mug\"') # 2",
        "events('order_id NOT 111') # 6",
        "events('größe') # 2",
        "events('日本') # 2",
        "events('sensor') # 1 3 4 7 8",
        "events('sensor') AND value > 5 # 4 7 8",
        "NOT events('sensor') # 2 5 6",
        "NOT text MATCH 'hat' # 2 6",
        "events('hat') OR value = 9 # 5 7",
        "events('hat') OR UPPER(sensor) = 'B' # 3 5",
        "(events('hat') OR UPPER(sensor) = 'B') AND text MATCH 'warm' # 5",
        "events('order_id') AND events('111') AND ts > '2024-02-01' # 4",
        "events('nowhere') # ",
        "events('text : hat') # 5",
        "events('text : sensor') # ",
        "events('labels : sensor') # 1 3 4 7 8",
        "events('{labels text} : hat OR labels : c') # 5 7 8",
      })
  void search_findsEventsWithAndWithoutText(String condition, String rows) {
    String from = condition.startsWith("e ") ? "events AS e" : "events";
    List<List<Object>> all = queries.rows("SELECT ts FROM events");
    String found =
        String.join(
            " ",
            queries.rows("SELECT ts FROM " + from + " WHERE " + condition).stream()
                .map(row -> Integer.toString(all.indexOf(row) + 1))
                .toList());
    assertThat(found).isEqualTo(rows == null ? "" : rows);
  }

  @Test
  void search_withParameter_takesItAtEachRun() {
    String sql = "SELECT text FROM events WHERE text MATCH ?";
    assertThat(queries.rows(sql, "hat")).isEqualTo(List.of(List.of("a warm hat")));
    assertThat(queries.rows(sql, "refund")).isEqualTo(List.of(List.of("Refund of 100%")));
    assertThat(queries.rows(sql, new Object[] {null})).isEmpty();
    assertThat(queries.rows("SELECT text FROM events WHERE NOT events(?)", new Object[] {null}))
        .isEmpty();
    assertThat(
            queries.rows(
                "SELECT count(*) FROM events WHERE events(?) IS NULL", new Object[] {null}))
        .isEqualTo(List.of(List.of(8L)));
  }

  @Test
  void search_inTheSelectList_isATruthValue() {
    assertThat(queries.rows("SELECT events('hat') FROM events WHERE text IS NOT NULL"))
        .isEqualTo(List.of(List.of(false), List.of(true), List.of(false)));
  }

  @Test
  void search_belowAJoin_isAnswered() {
    assertThat(
            queries.rows(
                "SELECT e.text FROM events AS e JOIN segments AS s"
                    + " ON e.ts BETWEEN s.first AND s.last WHERE e MATCH 'hat'"))
        .isEqualTo(List.of(List.of("a warm hat")));
    assertThat(
            queries.rows(
                "SELECT text FROM (SELECT payload, text FROM events WHERE value > 1) AS t"
                    + " WHERE payload MATCH 'hat'"))
        .isEqualTo(List.of(List.of("a warm hat")));
  }

  @Test
  void search_leadsStraightToTheRows() {
    assertThat(queries.plan("SELECT value FROM events WHERE events('hat')"))
        .contains(
            "s.n IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a AND", "\"open", "nosuch : a", "a NEAR/x b", "(", ""})
  void search_withUnreadableQuery_namesIt(String query) {
    for (String sql :
        List.of("SELECT text FROM events WHERE events(?)", "SELECT events(?) FROM events")) {
      assertThatThrownBy(() -> queries.rows(sql, query))
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("Text search for '" + query + "'")
          .hasCauseInstanceOf(SQLException.class);
    }
  }

  /** As FTS5 says it, with the character where that is clear; also where there is no segment. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "a AND # syntax error at its end. A query is",
        "a AND AND b # syntax error near \"AND\". A query is",
        "mug ^^ red # syntax error near \"^\". A query is",
        "mug OR ) red # syntax error near \")\" at character 8. A query is",
        "\"open # unterminated string. A query is",
        "nosuch : a # no such column: nosuch. A query is",
        "a NEAR/x b # syntax error near \"/\" at character 7. A query is",
        "a, b # syntax error near \",\" at character 2. A query is",
      })
  void search_withUnreadableQuery_saysWhereAndWhatFts5Says(
      String query, String words, @TempDir Path folder) throws Exception {
    String sql = "SELECT count(*) FROM events WHERE events(?)";
    String message = "Text search for '" + query + "' is no query: " + words;
    try (ArchiveFixture none = ArchiveFixture.of(folder, Map.of());
        Queries ofNone = none.connect()) {
      for (Queries asked : List.of(queries, ofNone)) {
        assertThatThrownBy(() -> asked.rows(sql, query))
            .isInstanceOf(SearchSyntaxException.class)
            .hasMessageContaining(message);
        assertThatThrownBy(
                () -> asked.rows("SELECT text FROM events WHERE text MATCH ? LIMIT 1", query))
            .isInstanceOf(SearchSyntaxException.class)
            .hasMessageContaining(message);
      }
      assertThat(ofNone.rows(sql, "a AND b")).isEqualTo(List.of(List.of(0L)));
    }
  }

  @Test
  void search_outOfReachOfTheIndex_saysWhatToDo() {
    assertThatThrownBy(
            () ->
                queries.rows(
                    "SELECT e.text FROM events AS e JOIN segments AS s ON e.ts >= s.first"
                        + " WHERE e MATCH 'hat' OR s.key = 'x'"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("'hat' is out of reach of the text index");
    assertThatThrownBy(() -> queries.rows("SELECT text FROM events WHERE id MATCH 'x'"))
        .hasMessageContaining("'id' not found");
  }
}
