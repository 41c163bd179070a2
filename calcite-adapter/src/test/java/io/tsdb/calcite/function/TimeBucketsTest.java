package io.tsdb.calcite.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.calcite.execute.QueryException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeBucketsTest {

  private static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @ParameterizedTest
  @CsvSource({
    "1 hour, 2024-02-29T23:59:59.999Z, 2024-02-29T23:00:00Z",
    "15 minutes, 2024-02-29T23:44:59Z, 2024-02-29T23:30:00Z",
    "1 day, 1999-12-31T00:00:00Z, 1999-12-31T00:00:00Z",
    "1 week, 2024-03-03T12:00:00Z, 2024-02-26T00:00:00Z",
    "1 week, 1970-01-01T00:00:00Z, 1969-12-29T00:00:00Z",
    "500 ms, 2024-01-01T00:00:00.999Z, 2024-01-01T00:00:00.500Z",
    "1 month, 2024-02-29T23:59:59Z, 2024-02-01T00:00:00Z",
    "3 months, 2024-03-31T00:00:00Z, 2024-01-01T00:00:00Z",
    "1 quarter, 1999-12-31T00:00:00Z, 1999-10-01T00:00:00Z",
    "2 years, 2023-06-01T00:00:00Z, 2022-01-01T00:00:00Z",
    "1h30m, 2024-01-01T02:00:00Z, 2024-01-01T01:30:00Z",
    "PT1H, 2024-02-29T23:59:59.999Z, 2024-02-29T23:00:00Z",
    "pt1h30m, 2024-01-01T02:00:00Z, 2024-01-01T01:30:00Z",
    "PT0.5S, 2024-01-01T00:00:00.999Z, 2024-01-01T00:00:00.500Z",
    "P1W, 2024-03-03T12:00:00Z, 2024-02-26T00:00:00Z",
    "P1D, 1969-12-31T23:59:59.999Z, 1969-12-31T00:00:00Z",
    "P1Y3M, 2002-06-30T00:00:00Z, 2001-04-01T00:00:00Z",
    "5 minutes, 1969-12-31T23:59:59.999Z, 1969-12-31T23:55:00Z",
    "1 month, 1901-12-31T23:59:59.999Z, 1901-12-01T00:00:00Z",
  })
  void bucket_ofWidth_startsWhereItIsCountedFrom(String width, String time, String expected) {
    assertThat(Instant.ofEpochMilli(TimeBuckets.bucket(millis(time), width)))
        .isEqualTo(Instant.parse(expected));
  }

  @Test
  void bucket_fromOrigin_isCountedFromThere() {
    long origin = millis("2024-01-31T06:00:00Z");
    assertThat(TimeBuckets.bucket(millis("2024-03-01T00:00:00Z"), "1 month", origin))
        .isEqualTo(millis("2024-02-29T06:00:00Z"));
    assertThat(TimeBuckets.bucket(millis("2024-02-29T05:00:00Z"), "1 month", origin))
        .isEqualTo(origin);
    assertThat(TimeBuckets.bucket(millis("2024-01-31T05:59:59Z"), "1 day", origin))
        .isEqualTo(millis("2024-01-30T06:00:00Z"));
  }

  @Test
  void bucket_ofUnreadableWidth_saysWhatIsExpected() {
    assertThatThrownBy(() -> TimeBuckets.bucket(0, "soon"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("Expected the width of a time bucket")
        .hasMessageContaining("'soon'");
  }
}
