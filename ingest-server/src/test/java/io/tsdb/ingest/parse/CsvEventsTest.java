package io.tsdb.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.Event;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvEventsTest {

  @Test
  void rows_becomeEvents() {
    Sources.Outcome outcome =
        Sources.csv(
            "\uFEFFtime,value,text,id,sensor,place\r\n"
                + "2023-01-08T19:12:42.254Z,1.5,,a1,s1,\"Berlin, \"\"Mitte\"\"\"\r\n"
                + "1673205162255,,\"two\nlines\",,s1,\r\n"
                + "2023-01-08,TRUE,x,,,\r\n");

    assertThat(outcome.problems()).isEmpty();
    Event first = outcome.events().get(0);
    assertThat(first.timestamp()).isEqualTo(1673205162254L);
    assertThat(first.value()).hasValue(1.5);
    assertThat(first.text()).isEmpty();
    assertThat(first.id()).contains("a1");
    assertThat(first.labels().values())
        .isEqualTo(Map.of("sensor", "s1", "place", "Berlin, \"Mitte\""));
    Event second = outcome.events().get(1);
    assertThat(second.timestamp()).isEqualTo(1673205162255L);
    assertThat(second.value()).isEmpty();
    assertThat(second.text()).contains("two\nlines");
    assertThat(second.labels().values()).isEqualTo(Map.of("sensor", "s1"));
    assertThat(outcome.events().get(2).value()).hasValue(1);
    assertThat(outcome.events().get(2).labels().values()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "ts", "time", "Timestamp"})
  void time_hasSeveralNames(String name) {
    assertThat(Sources.csv(name + "\n5\n").onlyEvent().timestamp()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "ts,value\n", "\uFEFF"})
  void csv_withoutRows(String text) {
    assertThat(Sources.csv(text).events()).isEmpty();
    assertThat(Sources.csv(text).problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a,b|Expected one column named timestamp, ts or time in the first line, found 0 in \"a,b\"",
        "ts,time|found 2 in",
        "ts,a,a|found \"a\" twice",
        "ts,,b|Expected distinct column names",
        "{\"timestamp\":1}|Expected one column named timestamp",
      })
  void header_thatIsNone(String header, String message) {
    EventProblem problem = Sources.csv(header + "\n1,2,3\n").onlyProblem();

    assertThat(problem.message()).contains(message);
    assertThat(problem.line()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x,1|/ts|Expected epoch milliseconds or ISO 8601",
        ",1|/timestamp|Expected a timestamp",
        "1,NaN|/value|Expected a number such as 1.5, true or false, found \"NaN\"",
        "1,\"1,5\"|/value|found \"1,5\"; text belongs into a column named text",
        "1,1e999|/value|Expected a number within",
        "-5,1|/ts|Expected a time from 1970 to 2200",
        "1|``|Expected 2 columns as in the header, found 1",
        "1,2,3|``|Expected 2 columns as in the header, found 3",
      })
  void row_thatIsNone(String row, String pointer, String message) {
    Sources.Outcome outcome = Sources.csv("ts,value\n1,1\n" + row + "\n3,3\n");

    assertThat(outcome.events()).extracting(Event::timestamp).containsExactly(1L, 3L);
    EventProblem problem = outcome.problems().get(0);
    assertThat(problem.pointer()).isEqualTo(pointer);
    assertThat(problem.message()).contains(message);
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.index()).isEqualTo(1);
  }

  @Test
  void quote_neverClosed() {
    EventProblem problem = Sources.csv("ts,text\n1,\"" + "x".repeat(6_000_000)).onlyProblem();

    assertThat(problem.message()).contains("is a quote not closed?");
  }

  @Test
  void quote_openAtTheEnd() {
    assertThat(Sources.csv("ts,text\n1,\"abc").onlyProblem().message()).startsWith("Expected CSV");
  }
}
