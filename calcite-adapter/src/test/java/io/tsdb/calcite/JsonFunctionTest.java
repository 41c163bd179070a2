package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One event, whose text is JSON; SQLite itself says what is right. */
class JsonFunctionTest {

  private static final String TEXT =
      "{\"a\":{\"b\":[10,\"x\",null,1.50]},\"t\":true,\"n\":null,\"a.b\":\"dot\",\"ü\":\"é\\n\"}";

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
                    Events.text(
                        "2024-01-01T10:00:00Z",
                        Map.of("host", "a", "odd key", "1", "json", "[1,{\"k\":2}]"),
                        TEXT))));
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
        "labels -> 'host'",
        "labels ->> 'host'",
        "labels ->> '$.host'",
        "labels ->> '$.\"odd key\"'",
        "labels -> 'none'",
        "labels ->> 'json' ->> 1",
        "labels ->> 'json' ->> '$[#-1].k'",
        "payload -> 'timestamp'",
        "payload ->> 'text' -> 'a'",
        "payload ->> '$.text'",
        "text -> 'a' -> 'b' ->> 0",
        "text -> 'a' -> 'b' ->> -1",
        "text -> '$.a.b[1]'",
        "text ->> '$.a.b[2]'",
        "text ->> 'a.b'",
        "text ->> 'ü'",
        "text -> 'n'",
        "text ->> 'n'",
        "text ->> 't'",
        "json_extract(labels, '$.host')",
        "json_extract(payload, '$.timestamp')",
        "json_extract(payload, '$.none')",
        "json_extract(text, '$')",
        "json_extract(text, '$.a')",
        "json_extract(text, '$.a.b[#-1]')",
        "json_extract(text, '$.t')",
        "json_extract(text, '$.a.b[0]', '$.none', '$.ü', '$.n')",
        "json_extract(labels, '$.host', '$.json')",
        "json_extract(text -> 'a', '$.b[1]')",
      })
  void json_isWhatSqliteSays(String expression) throws Exception {
    assertThat(queries.rows("SELECT " + expression + " FROM events"))
        .isEqualTo(archive.oracle("SELECT CAST(" + expression + " AS TEXT) FROM events"));
  }

  @Test
  void jsonExtract_ofLabels_runsInTheSegments() {
    assertThat(queries.plan("SELECT ts FROM events WHERE json_extract(labels, '$.host') = 'a'"))
        .contains("json_extract((r.labels), ?)")
        .doesNotContain("EnumerableCalc");
  }

  @Test
  void functions_ofStandardSql_work() {
    assertThat(
            queries.rows(
                "SELECT JSON_VALUE(text, '$.a.b[1]'), JSON_QUERY(text, '$.a'),"
                    + " JSON_EXISTS(text, '$.t'), JSON_VALUE(labels, '$.host') FROM events"))
        .isEqualTo(List.of(List.of("x", "{\"b\":[10,\"x\",null,1.5]}", true, "a")));
  }

  @Test
  void nullArguments_makeNull() {
    assertThat(
            queries.rows(
                "SELECT json_extract(CAST(NULL AS VARCHAR), '$'), json_extract(id, '$.a'),"
                    + " json_extract(text, '$.a', CAST(NULL AS VARCHAR)) FROM events"))
        .isEqualTo(List.of(Collections.nCopies(3, null)));
  }

  @Test
  void errors_nameFunctionAndPath() {
    assertThatThrownBy(() -> queries.rows("SELECT json_extract('no json', '$.a') FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("json_extract of [$.a]")
        .hasMessageContaining("malformed JSON");
    assertThatThrownBy(() -> queries.rows("SELECT json_extract(text, 'a') FROM events"))
        .hasMessageContaining("bad JSON path: 'a'");
    assertThatThrownBy(() -> queries.rows("SELECT json_extract(labels, '$x') FROM events"))
        .hasMessageContaining("bad JSON path");
    assertThatThrownBy(() -> queries.prepare("SELECT json_extract(text) FROM events"))
        .hasMessageContaining("Expected json_extract(json, path, ...)");
    assertThat(queries.rows("SELECT json_extract(text, '$.t') FROM events"))
        .isEqualTo(List.of(List.of("1")));
  }
}
