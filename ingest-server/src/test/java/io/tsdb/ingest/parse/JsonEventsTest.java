package io.tsdb.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEventsTest {

  @Test
  void json_exampleOfTheApi() {
    Event event =
        Sources.json(
                """
                {"timestamp": 1673205162254,
                 "labels": {"product_name": "Terracotta Coffee Mug", "order_id": "123456"},
                 "value": "Someone really enjoyed their order."}""")
            .onlyEvent();

    assertThat(event.timestamp()).isEqualTo(1673205162254L);
    assertThat(event.labels().values())
        .isEqualTo(Map.of("product_name", "Terracotta Coffee Mug", "order_id", "123456"));
    assertThat(event.text()).contains("Someone really enjoyed their order.");
    assertThat(event.value()).isEmpty();
    assertThat(event.id()).isEmpty();
  }

  @Test
  void json_otherTopLevelScalarsAreLabels() {
    Event event =
        Sources.json(
                """
                {"sensor_id": "sensor-1", "floor": 3, "height": 1.50, "indoors": true, "gone": null,
                 "timestamp": "2025-10-22T21:00:00Z", "value": 25.3, "id": "a-1"}""")
            .onlyEvent();

    assertThat(event.timestamp()).isEqualTo(1761166800000L);
    assertThat(event.labels().values())
        .isEqualTo(
            Map.of("sensor_id", "sensor-1", "floor", "3", "height", "1.50", "indoors", "true"));
    assertThat(event.value()).hasValue(25.3);
    assertThat(event.id()).contains("a-1");
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 0", "-0.5e-3, -0.0005", "9007199254740993, 9007199254740992"})
  void json_valuesThatAreNumbers(String written, double expected) {
    assertThat(Sources.json("{\"timestamp\":0,\"value\":" + written + "}").onlyEvent().value())
        .isEqualTo(OptionalDouble.of(expected));
  }

  @Test
  void json_numberBesideText() {
    Event event =
        Sources.json("{\"timestamp\":0,\"value\":2,\"text\":\"4km W of Castaic, CA\"}").onlyEvent();

    assertThat(event.value()).hasValue(2);
    assertThat(event.text()).contains("4km W of Castaic, CA");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"timestamp\":1},{\"timestamp\":2}]",
        "{\"timestamp\":1}\n{\"timestamp\":2}\n",
        "\n\r\n{\"timestamp\":1}\r\n\n{\"timestamp\":2}",
        "{\"timestamp\":1}{\"timestamp\":2}",
        "\uFEFF[{\"timestamp\":1},\n{\"timestamp\":2}]  \n",
      })
  void json_shapesOfABody(String body) {
    assertThat(Sources.json(body).events()).extracting(Event::timestamp).containsExactly(1L, 2L);
    assertThat(Sources.json(body).problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", " \n\t ", "\uFEFF", "[ ]\n"})
  void json_nothing(String body) {
    Sources.Outcome outcome = Sources.json(body);

    assertThat(outcome.events()).isEmpty();
    assertThat(outcome.problems()).isEmpty();
  }

  @Test
  void json_labelKeyWithNul_isRefused() {
    EventProblem problem =
        Sources.json("{\"timestamp\":0,\"labels\":{\"a\\u0000b\":1}}").onlyProblem();

    assertThat(problem.pointer()).isEqualTo("/labels/a\\u0000b");
    assertThat(problem.message())
        .isEqualTo("Expected a label key without U+0000, found \"a\\u0000b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|/timestamp|Expected a timestamp (epoch ms or ISO 8601), found none",
        "{\"timestamp\":null}|/timestamp|Expected epoch milliseconds or ISO 8601, found null",
        "{\"timestamp\":true}|/timestamp|Expected epoch milliseconds or ISO 8601, found a boolean",
        "{\"timestamp\":[1]}|/timestamp|Expected epoch milliseconds or ISO 8601, found an array",
        "{\"timestamp\":-1}|/timestamp|Expected a time from 1970 to 2200, found -1 ms since 1970",
        "{\"timestamp\":7289654400000}|/timestamp|Expected a time from 1970 to 2200",
        "{\"timestamp\":99999999999999999999}|/timestamp|Expected a time from 1970 to 2200",
        "{\"timestamp\":1.5}|/timestamp|Expected whole epoch milliseconds or ISO 8601, found 1.5",
        "{\"timestamp\":1e400}|/timestamp|Expected whole epoch milliseconds or ISO 8601",
        "{\"timestamp\":NaN}|/timestamp|Expected whole epoch milliseconds or ISO 8601, found NaN",
        "{\"timestamp\":\"yesterday\"}|/timestamp|found \"yesterday\"",
        "{\"timestamp\":\"1673205162254\"}|/timestamp|found \"1673205162254\"",
        "{\"timestamp\":\"2023-02-30\"}|/timestamp|found \"2023-02-30\" (Invalid date",
        "{\"timestamp\":\"1969-12-31T23:59:59.999Z\"}|/timestamp|Expected a time from 1970 to 2200",
        "{\"timestamp\":0,\"timestamp\":0}|/timestamp|Expected each member once",
        "{\"timestamp\":0,\"value\":NaN}|/value|Expected a finite number, found NaN",
        "{\"timestamp\":0,\"value\":-Infinity}|/value|Expected a finite number, found -Infinity",
        "{\"timestamp\":0,\"value\":1e400}|/value|Expected a number within",
        "{\"timestamp\":0,\"value\":{\"a\":1}}|/value|Expected a number, boolean, string or null, found an object",
        "{\"timestamp\":0,\"value\":[1]}|/value|Expected a number, boolean, string or null, found an array",
        "{\"timestamp\":0,\"value\":\"a\",\"text\":\"b\"}|/text|Expected one text, found two",
        "{\"timestamp\":0,\"text\":1}|/text|Expected a string or null, found a number",
        "{\"timestamp\":0,\"id\":{}}|/id|Expected a string or null, found an object",
        "{\"timestamp\":0,\"labels\":[]}|/labels|Expected an object of labels, found an array",
        "{\"timestamp\":0,\"labels\":\"a\"}|/labels|Expected an object of labels, found a string",
        "{\"timestamp\":0,\"labels\":{\"a\":{\"b\":1}}}|/labels/a|found an object",
        "{\"timestamp\":0,\"labels\":{\"a/b~c\":[]}}|/labels/a~1b~0c|found an array",
        "{\"timestamp\":0,\"labels\":{\"a\":1,\"a\":1}}|/labels/a|Expected each label once",
        "{\"timestamp\":0,\"labels\":{\"a\":null,\"a\":1}}|/labels/a|Expected each label once",
        "{\"timestamp\":0,\"labels\":{\"a\":1},\"a\":1}|/a|Expected each label once, found \"a\" again",
        "{\"timestamp\":0,\"labels\":{\"\":1}}|/labels/|Expected a label key of 1 to 128 bytes",
        "{\"timestamp\":0,\"labels\":{\"a\":NaN}}|/labels/a|Expected a finite number, found NaN",
        "{\"timestamp\":0,\"a\":{\"b\":1}}|/a|Expected a label's value to be a string",
        "{\"timestamp\":0,\"a\":\"\\ud800\"}|/a|found half a surrogate pair at position 0",
        "{\"timestamp\":0,\"value\":\"x\\udc00\"}|/value|found half a surrogate pair at position 1",
        "1|``|Expected an event as a JSON object, found a number",
        "\"a\"|``|Expected an event as a JSON object, found a string",
        "[[{\"timestamp\":0}]]|``|Expected an event as a JSON object, found an array",
        "null|``|Expected an event as a JSON object, found null",
      })
  void json_wrongEvent(String body, String pointer, String message) {
    EventProblem problem = Sources.json(body).onlyProblem();

    assertThat(problem.pointer()).isEqualTo(pointer);
    assertThat(problem.message()).contains(message);
    assertThat(problem.index()).isZero();
    assertThat(problem.line()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"timestamp\"",
        "{\"timestamp\":0",
        "[{\"timestamp\":0",
        "[",
        "{\"timestamp\":0,}",
        "{timestamp:0}",
        "hello",
        "{\"timestamp\":01}",
        "{\"timestamp\":0,\"value\":\"a\nb\"}",
        "{\"timestamp\":0,\"value\":'a'}",
        "[{\"timestamp\":0}}",
        "\u0000",
        "timestamp,value\n1,2\n",
      })
  void json_thatIsNone(String body) {
    Sources.Outcome outcome = Sources.json(body);

    assertThat(outcome.problems()).hasSize(1);
    assertThat(outcome.problems().get(0).message()).startsWith("Expected JSON: ").contains("line ");
    assertThat(outcome.problems().get(0).message()).doesNotContain("Exception", "\n");
  }

  @Test
  void json_moreBehindTheArray() {
    Sources.Outcome outcome = Sources.json("[{\"timestamp\":0}] {\"timestamp\":1}");

    assertThat(outcome.problems())
        .singleElement()
        .extracting(EventProblem::message)
        .asString()
        .contains("nothing behind the array");
  }

  @Test
  void json_tooDeep() {
    assertThat(Sources.json("{\"a\":".repeat(100_000)).onlyProblem().message())
        .contains("in bounds");
  }

  @Test
  void json_tooLongToRead() {
    String text = "x".repeat(2_000_000);

    assertThat(Sources.json("{\"timestamp\":0,\"value\":\"" + text + "\"}").onlyProblem().message())
        .contains("in bounds");
  }

  @Test
  void json_goesOnBehindAWrongEvent() {
    Sources.Outcome outcome =
        Sources.json(
            """
            {"timestamp": 1}
            {"timestamp": 2, "labels": {"a": {"b": [1, {"c": 2}]}}, "d": 3}
            {"timestamp": 3}
            {"value": 4}
            {"timestamp": 5}
            """);

    assertThat(outcome.events()).extracting(Event::timestamp).containsExactly(1L, 3L, 5L);
    assertThat(outcome.problems()).extracting(EventProblem::index).containsExactly(1L, 3L);
    assertThat(outcome.problems()).extracting(EventProblem::line).containsExactly(2L, 4L);
  }

  @Test
  void limits_areInclusive() {
    String labels =
        IntStream.range(0, 64)
            .mapToObj(i -> "\"k" + i + "\":" + i)
            .collect(Collectors.joining(","));
    String key = "é".repeat(64);
    String value = "v".repeat(4096);
    String text = "😀".repeat(15 * 1024);

    assertThat(
            Sources.json("{\"timestamp\":0,\"labels\":{" + labels + "}}")
                .onlyEvent()
                .labels()
                .values())
        .hasSize(64);
    assertThat(
            Sources.json("{\"timestamp\":7289654399999,\"" + key + "\":\"" + value + "\"}")
                .onlyEvent())
        .isNotNull();
    assertThat(Sources.json("{\"timestamp\":0,\"value\":\"" + text + "\"}").onlyEvent().text())
        .contains(text);
    assertThat(
            Sources.json("{\"timestamp\":0,\"labels\":{" + labels + "},\"one\":1}")
                .onlyProblem()
                .message())
        .isEqualTo("Expected at most 64 labels, found more");
    assertThat(Sources.json("{\"timestamp\":0,\"" + key + "a\":1}").onlyProblem().message())
        .isEqualTo("Expected a label key of at most 128 bytes, found a longer one");
    assertThat(Sources.json("{\"timestamp\":0,\"a\":\"" + value + "v\"}").onlyProblem().message())
        .isEqualTo("Expected a label value of at most 4096 bytes, found a longer one");
    assertThat(
            Sources.json("{\"timestamp\":0,\"value\":\"" + text + "a\"}").onlyProblem().message())
        .isEqualTo("Expected a text of at most 61440 bytes, found a longer one");
  }

  @Test
  void json_bytesThatAreNoUtf8() {
    byte[] latin1 = "{\"timestamp\":0,\"value\":\"café\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};

    for (byte[] body : new byte[][] {latin1, overlong, surrogate}) {
      assertThat(Sources.json(body).onlyProblem().message()).startsWith("Expected UTF-8");
    }
  }

  @Test
  void problem_showsHostileTextEscaped() {
    String message =
        Sources.json("{\"timestamp\":\"\\u001b[31m\\n\\u202e" + "x".repeat(500) + "\"}")
            .onlyProblem()
            .message();

    assertThat(message).contains("\\u001b[31m\\u000a\\u202e").contains("...");
    assertThat(message.length()).isLessThan(300);
    assertThat(message.chars()).noneMatch(Character::isISOControl);
  }
}
