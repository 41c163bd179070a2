package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelColumnsTest {

  @Test
  void of_ordinaryKeys_areTheirOwnColumns() {
    assertThat(LabelColumns.of(List.of("product_name", "order_id")))
        .containsExactly(
            Map.entry("order_id", "order_id"), Map.entry("product_name", "product_name"));
  }

  @Test
  void of_fixedNames_getPrefix() {
    assertThat(LabelColumns.of(List.of("Text", "ts", "PAYLOAD", "timestamp", "")))
        .containsOnly(
            Map.entry("label_Text", "Text"),
            Map.entry("label_ts", "ts"),
            Map.entry("label_PAYLOAD", "PAYLOAD"),
            Map.entry("label_", ""),
            Map.entry("timestamp", "timestamp"));
  }

  @Test
  void of_keysThatDifferInCase_firstHasTheColumn() {
    assertThat(LabelColumns.of(List.of("host", "Host", "HOST")))
        .containsExactly(Map.entry("HOST", "HOST"));
    assertThat(LabelColumns.of(List.of("ts", "label_ts", "LABEL_TS")))
        .containsExactly(Map.entry("LABEL_TS", "LABEL_TS"));
    assertThat(LabelColumns.of(List.of("é", "É"))).containsExactly(Map.entry("É", "É"));
  }

  @Test
  void of_keysThatNoStatementCanName_areLeftOut() {
    assertThat(LabelColumns.of(List.of("a\0b", "x".repeat(129), "x".repeat(128))))
        .containsOnlyKeys("x".repeat(128));
  }

  @Test
  void of_tooManyKeys_firstHaveColumns() {
    List<String> keys = IntStream.range(0, 1000).mapToObj(i -> String.format("k%04d", i)).toList();
    assertThat(LabelColumns.of(keys).keySet())
        .containsExactlyElementsOf(keys.stream().limit(900).collect(Collectors.toList()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "with space",
        "a.b",
        "a[0]",
        "$",
        "$.a",
        "it's",
        "a\"b",
        "\"",
        "a\\b",
        "\\",
        "\\u0041",
        "é",
        "ключ",
        "😀",
        "\u202e",
        "\uffff",
        "\u0001",
        "\t\n",
        "\u007f",
        "#",
        "0",
        "a--b",
        "/*"
      })
  void lookup_anyKey_findsItsValueOnly(String key) throws SQLException {
    String others = "{\"other\":\"no\"}";
    String labels = Labels.of(Map.of(key, "found 'it' \0 \"", "zzz", "no")).json();
    assertThat(evaluate(LabelColumns.lookup("?", key), labels)).isEqualTo("found 'it' \0 \"");
    assertThat(evaluate(LabelColumns.lookup("?", key), others)).isNull();
  }

  @Test
  void lookup_keyThatNoLabelHas_findsNothing() throws SQLException {
    assertThat(evaluate(LabelColumns.lookup("?", "a\0b"), "{\"a\":\"no\"}")).isNull();
  }

  private static String evaluate(String expression, String parameter) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        PreparedStatement select = connection.prepareStatement("SELECT " + expression)) {
      select.setString(1, parameter);
      try (ResultSet result = select.executeQuery()) {
        return result.getString(1);
      }
    }
  }
}
