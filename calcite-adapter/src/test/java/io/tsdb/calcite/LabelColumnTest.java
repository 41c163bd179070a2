package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels as columns and members, and names that are taken. */
class LabelColumnTest {

  private static final long START = Events.millis("2024-01-01T00:00:00Z");

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

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "ts, label_ts",
    "Value, label_Value",
    "TIME, label_TIME",
    "labels, label_labels",
    "text, label_text",
    "payload, label_payload",
    "Id, label_Id",
    "series, series",
    "label_ts, label_ts",
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

  /** The first in order of UTF-16 has the column; the others are members. */
  @ParameterizedTest
  @CsvSource({"Host, host, Host", "label_ts, ts, label_ts", "LABEL_VALUE, value, label_value"})
  void labels_ofOneColumn_areToldApartByMembers(String first, String second, String column)
      throws Exception {
    write(
        List.of(
            Events.number("2024-01-01T00:00:00Z", Map.of(first, "1", second, "2"), 1),
            Events.number("2024-01-01T00:00:01Z", Map.of(second, "3"), 2)));
    assertThat(
            queries.rows(
                "SELECT "
                    + column
                    + ", labels->>'"
                    + first
                    + "', labels->>'"
                    + second
                    + "' FROM events"))
        .isEqualTo(List.of(List.of("1", "1", "2"), Arrays.asList(null, null, "3")));
    assertThat(queries.rows("SELECT ts FROM events WHERE " + column + " IS NULL"))
        .isEqualTo(List.of(List.of(START + 1000)));
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
