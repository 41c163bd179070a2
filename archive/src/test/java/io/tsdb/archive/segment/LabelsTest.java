package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  @Test
  void json_isCanonical() {
    Labels labels = Labels.of(Map.of("b", "2", "a", "say \"hi\"", "B", "\u0001é😀"));
    assertThat(labels.json())
        .isEqualTo("{\"B\":\"\\u0001é😀\",\"a\":\"say \\\"hi\\\"\",\"b\":\"2\"}");
    assertThat(Labels.NONE.json()).isEqualTo("{}");
    assertThat(Labels.of(Map.of())).isEqualTo(Labels.NONE);
  }

  @Test
  void parse_anyOrderAndSpace_isTheSameSeries() {
    assertThat(Labels.parse(" { \"b\" : \"2\", \"a\":\"1\" } "))
        .isEqualTo(Labels.of(Map.of("a", "1", "b", "2")))
        .hasSameHashCodeAs(Labels.of(Map.of("a", "1", "b", "2")));
  }

  @Property(tries = 300)
  void parse_readsWhatJsonWrote(@ForAll Map<String, String> values) {
    Map<String, String> wellFormed = new HashMap<>();
    values.forEach((key, value) -> wellFormed.put(repaired(key), repaired(value)));
    Labels labels = Labels.of(wellFormed);
    assertThat(Labels.parse(labels.json()).values()).isEqualTo(wellFormed);
  }

  private static String repaired(String text) {
    StringBuilder repaired = new StringBuilder();
    text.codePoints()
        .map(point -> point == 0 || (point >= 0xd800 && point <= 0xdfff) ? 0xfffd : point)
        .forEach(repaired::appendCodePoint);
    return repaired.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}{}",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"a\":{}}",
        "{\"a\":\"1\",\"a\":\"2\"}",
        "{\"a\":\"1\"} x"
      })
  void parse_anythingElse_isRefused(String json) {
    assertThatThrownBy(() -> Labels.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a JSON object of strings, keys distinct, found " + json);
  }

  @Test
  void of_loneSurrogate_isRefused() {
    assertThatThrownBy(() -> Labels.of(Map.of("k\ud800", "v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected a label's key of Unicode characters, found the lone surrogate U+D800 at index"
                + " 1; send the pair or U+FFFD");
    assertThatThrownBy(() -> Labels.of(Map.of("k", "\udc00v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected the value of label k of Unicode characters")
        .hasMessageContaining("U+DC00 at index 0");
    assertThatThrownBy(() -> Labels.parse("{\"k\":\"\\ud83d\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+D83D");
  }

  @Test
  void of_keyWithNul_isRefused() {
    assertThatThrownBy(() -> Labels.of(Map.of("a\0b", "v")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected a label's key without U+0000, found one at index 1 of a\u2400b; leave it out");
    assertThat(Labels.of(Map.of("k", "a\0b")).json()).isEqualTo("{\"k\":\"a\\u0000b\"}");
  }

  @Test
  void of_nullValue_isRefused() {
    Map<String, String> values = new HashMap<>();
    values.put("k", null);
    assertThatThrownBy(() -> Labels.of(values))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("the value of label k is null");
  }
}
