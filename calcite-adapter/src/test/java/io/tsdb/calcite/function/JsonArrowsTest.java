package io.tsdb.calcite.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.execute.QueryException;
import org.junit.jupiter.api.Test;

class JsonArrowsTest {

  private static final String JSON = "{\"a\":{\"b\":[10,\"x\"]},\"t\":true,\"n\":null,\"d\":1.50}";

  @Test
  void json_ofKey_isJson() {
    assertThat(JsonArrows.json(JSON, "a")).isEqualTo("{\"b\":[10,\"x\"]}");
    assertThat(JsonArrows.json(JSON, "$.a.b[1]")).isEqualTo("\"x\"");
    assertThat(JsonArrows.json("[1,2]", 1)).isEqualTo("2");
    assertThat(JsonArrows.json(JSON, "n")).isEqualTo("null");
    assertThat(JsonArrows.json(JSON, "absent")).isNull();
  }

  @Test
  void text_ofKey_isText() {
    assertThat(JsonArrows.text(JSON, "$.a.b[1]")).isEqualTo("x");
    assertThat(JsonArrows.text(JSON, "t")).isEqualTo("1");
    assertThat(JsonArrows.text(JSON, "d")).isEqualTo("1.5");
    assertThat(JsonArrows.text(JSON, "n")).isNull();
  }

  @Test
  void arrow_onNoJson_failsAndWorksAfter() {
    assertThatThrownBy(() -> JsonArrows.text("no json", "a"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("->> 'a'")
        .hasMessageContaining("malformed JSON");
    assertThatThrownBy(() -> JsonArrows.json(JSON, "$x"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("-> '$x'");
    assertThat(JsonArrows.text(JSON, "d")).isEqualTo("1.5");
    assertThat(JsonArrows.json(JSON, "d")).isEqualTo("1.50");
  }
}
