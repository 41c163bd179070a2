package io.tsdb.calcite.testing;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events for tests. */
public final class Events {

  private Events() {}

  public static Event number(String time, Map<String, String> labels, double value) {
    return new Event(
        millis(time),
        Labels.of(labels),
        OptionalDouble.of(value),
        Optional.empty(),
        Optional.empty());
  }

  public static Event text(String time, Map<String, String> labels, String text) {
    return new Event(
        millis(time),
        Labels.of(labels),
        OptionalDouble.empty(),
        Optional.of(text),
        Optional.empty());
  }

  public static Event event(
      String time, Map<String, String> labels, double value, String text, String id) {
    return new Event(
        millis(time),
        Labels.of(labels),
        OptionalDouble.of(value),
        Optional.of(text),
        Optional.of(id));
  }

  public static long millis(String time) {
    return Instant.parse(time).toEpochMilli();
  }
}
