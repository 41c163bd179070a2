package io.tsdb.archive.segment;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One event as a producer sent it.
 *
 * @param timestamp epoch milliseconds UTC
 * @param labels names its series
 * @param value its number, if it has one; never NaN or infinite
 * @param text its text, if it has one
 * @param id the producer's identifier, if it gave one
 */
public record Event(
    long timestamp,
    Labels labels,
    OptionalDouble value,
    Optional<String> text,
    Optional<String> id) {

  public Event {
    requireNonNull(labels, "labels is null");
    requireNonNull(text, "text is null");
    requireNonNull(id, "id is null");
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException("Expected a finite value, found " + value.getAsDouble());
    }
  }
}
