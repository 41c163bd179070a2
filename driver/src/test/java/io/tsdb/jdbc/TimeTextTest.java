package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "2023-01-08, 2023-01-08T00:00:00Z",
    "2023-01-08T19:12, 2023-01-08T19:12:00Z",
    "2023-01-08T19:12:42Z, 2023-01-08T19:12:42Z",
    "2023-01-08t19:12:42.254z, 2023-01-08T19:12:42.254Z",
    "2023-01-08 19:12:42.2549, 2023-01-08T19:12:42.254Z",
    "2023-01-08T19:12:42+05:30, 2023-01-08T13:42:42Z",
    "2023-01-08 19:12:42 -0500, 2023-01-09T00:12:42Z",
    "2023-01-08 19:12:42+01, 2023-01-08T18:12:42Z",
    "-1, 1969-12-31T23:59:59.999Z",
    "1673205162254, 2023-01-08T19:12:42.254Z"
  })
  void read_understandsTimesAsPeopleWriteThem(String text, Instant expected) {
    assertThat(TimeText.read(text)).contains(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "now", "2023-13-01", "2023-01-08T25:00", "19:12", "2023-01-08T", "1e9"})
  void read_refusesWhatIsNoTime(String text) {
    assertThat(TimeText.read(text)).isEmpty();
  }

  @Property
  void read_givesBackWhatWasWritten(
      @ForAll @LongRange(min = -62135596800000L, max = 253402300799999L) long time) {
    assertThat(TimeText.read(TimeText.write(time))).contains(time);
  }
}
