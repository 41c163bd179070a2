package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 253_402_300_800_000L, Long.MAX_VALUE})
  void timestamp_thatNoNameCanHold_isRefused(long timestamp) {
    assertThatThrownBy(
            () ->
                new Event(
                    timestamp,
                    Labels.NONE,
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a timestamp from 1970 to 9999 in milliseconds, found " + timestamp);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 253_402_300_799_999L})
  void timestamp_atTheBounds_isAccepted(long timestamp) {
    Event event =
        new Event(
            timestamp, Labels.NONE, OptionalDouble.empty(), Optional.empty(), Optional.empty());
    assertThat(new SegmentName(timestamp, timestamp, "w", SealRange.of(1), 1, 4096).firstTime())
        .isEqualTo(event.timestamp());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void value_notFinite_isRefused(double value) {
    assertThatThrownBy(
            () ->
                new Event(
                    0, Labels.NONE, OptionalDouble.of(value), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a finite value, found " + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00", "\udc00\ud800", "😀\ud83d", "\ud83d\ud83d\ude00"})
  void textOrId_withLoneSurrogate_isRefused(String text) {
    assertThatThrownBy(
            () ->
                new Event(
                    0, Labels.NONE, OptionalDouble.empty(), Optional.of(text), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("Expected a text of Unicode .* surrogate U\\+D[0-9A-F]{3} at index .*");
    assertThatThrownBy(
            () ->
                new Event(
                    0, Labels.NONE, OptionalDouble.empty(), Optional.empty(), Optional.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Expected an id of Unicode characters");
  }

  @Test
  void text_ofAnyUnicode_isAccepted() {
    String text = "\0 \uffff \ufdd0 😀 \u202eאבג \udbff\udfff";
    Event event =
        new Event(0, Labels.NONE, OptionalDouble.empty(), Optional.of(text), Optional.of(text));
    assertThat(event.text()).contains(text);
  }
}
