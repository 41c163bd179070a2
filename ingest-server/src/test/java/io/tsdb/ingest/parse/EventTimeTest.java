package io.tsdb.ingest.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2023-01-08T19:12:42.254Z|1673205162254",
        "2023-01-08t19:12:42.254z|1673205162254",
        "2023-01-08 19:12:42.254|1673205162254",
        "2023-01-08T19:12:42,254Z|1673205162254",
        "2023-01-08T20:12:42.254+01:00|1673205162254",
        "2023-01-08T20:12:42.254+0100|1673205162254",
        "2023-01-08T20:12:42.254+01|1673205162254",
        "2023-01-08T13:42:42.254-05:30|1673205162254",
        "2023-01-08T19:12:42.254999999Z|1673205162254",
        "2023-01-08T19:12Z|1673205120000",
        "2023-01-08T19:12:42.2Z|1673205162200",
        "2023-01-08|1673136000000",
        "1970-01-01T00:00:00Z|0",
        "1969-12-31T23:59:59.9999Z|-1",
      })
  void parse_reads(String text, long epochMillis) {
    assertThat(EventTime.parse(text).epochMillis()).isEqualTo(epochMillis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2023",
        "2023-1-8",
        "2023-13-01",
        "2023-02-29",
        "2023-01-08T24:00:00Z",
        "2023-01-08T19:12:60Z",
        "2023-01-08T19",
        "2023-01-08T19:12:42.Z",
        "2023-01-08Z",
        "2023-01-08T19:12:42+19:00",
        "2023-01-08T19:12:42+01:",
        " 2023-01-08",
        "٢٠٢٣-٠١-٠٨",
        "1673205162254",
        "2023-01-08T19:12:42 Europe/Berlin",
        "12023-01-08"
      })
  void parse_refuses(String text) {
    assertThatThrownBy(() -> EventTime.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected epoch milliseconds or ISO 8601")
        .hasMessageContaining("found \"" + text + "\"");
  }

  @Test
  void parseDigitsOrIso_takesDigitsAsMilliseconds() {
    assertThat(EventTime.parseDigitsOrIso("1673205162254").epochMillis()).isEqualTo(1673205162254L);
    assertThat(EventTime.parseDigitsOrIso("2023-01-08").epochMillis()).isEqualTo(1673136000000L);
  }

  @Test
  void end_ofADateIsTheNextMidnight() {
    assertThat(EventTime.parse("2022-12-31").end())
        .isEqualTo(EventTime.parse("2023-01-01").epochMillis());
    assertThat(EventTime.parse("2022-12-31T00:00Z").end())
        .isEqualTo(EventTime.parse("2022-12-31").epochMillis());
  }
}
