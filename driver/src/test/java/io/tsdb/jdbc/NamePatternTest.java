package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "events, events, true",
    "EVENTS, events, true",
    "e%, events, true",
    "%, events, true",
    "event_, events, true",
    "event\\_, events, false",
    "sensor\\_id, sensor_id, true",
    "sensor\\_id, sensorXid, false",
    "100\\%, 100%, true",
    "a.c, abc, false",
    "'', events, false",
    "event, events, false",
    "%s%n%, events, false",
    "%e%t%, events, true",
    "%ents, eventsents, true",
    "%_, '', false",
    "%%, '', true",
    "STRASSE\\, strasse\\, true",
    "_, 😀, true",
    "ДАННЫЕ, данные, true"
  })
  void of_knowsPercentUnderscoreAndEscape(String pattern, String name, boolean matches) {
    assertThat(NamePattern.of(pattern).test(name)).isEqualTo(matches);
  }

  @Test
  void of_manyPercentSigns_isNoWorkWithoutEnd() {
    assertThat(NamePattern.of("%a".repeat(5_000) + "b").test("a".repeat(10_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"events", "%"})
  void of_nullMatchesAll(String name) {
    assertThat(NamePattern.of(null).test(name)).isTrue();
  }
}
