package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One event as a producer sent it.
 *
 * @param timestamp epoch milliseconds UTC, from {@link #FIRST_TIME} to {@link #LAST_TIME}
 * @param labels names its series
 * @param value its number, if it has one; never NaN or infinite
 * @param text its text, if it has one; any Unicode, but no lone surrogate
 * @param id the producer's identifier, if it gave one; like text
 */
public record Event(
    long timestamp,
    Labels labels,
    OptionalDouble value,
    Optional<String> text,
    Optional<String> id) {

  /** The start of 1970. Earlier times have no place in a segment's name. */
  public static final long FIRST_TIME = 0;

  /** The last millisecond of 9999. */
  public static final long LAST_TIME = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  public Event {
    requireNonNull(labels, "labels is null");
    if (timestamp < FIRST_TIME || timestamp > LAST_TIME) {
      throw new IllegalArgumentException(
          "Expected a timestamp from 1970 to 9999 in milliseconds, found " + timestamp);
    }
    text.ifPresent(each -> WellFormed.require("a text", each));
    id.ifPresent(each -> WellFormed.require("an id", each));
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("Expected a finite value, found " + value.getAsDouble());
    }
  }
}
