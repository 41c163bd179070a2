package io.tsdb.ingest.seal;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/** Events for tests; each has its number as value. */
final class Events {

  private static final long DAY = 86_400_000;
  private static final long START = Instant.parse("2023-01-08T00:00:00Z").toEpochMilli();

  private Events() {}

  /** Most on one day, each seventh on another one, each eleventh in another year. */
  static Event event(long number) {
    long time =
        number % 7 == 3
            ? START + DAY * (number % 3)
            : number % 11 == 5 ? START - 400 * DAY : START + 1000 * number;
    return new Event(
        time,
        Labels.of(Map.of("sensor", "s" + number % 5)),
        OptionalDouble.of(number),
        number % 13 == 0 ? Optional.of("event " + number) : Optional.empty(),
        Optional.empty());
  }

  static List<Event> batch(long first, int size) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      events.add(event(first + i));
    }
    return events;
  }

  /** The values of so many events from the first on. */
  static List<Long> values(long first, long size) {
    return LongStream.range(first, first + size).boxed().toList();
  }
}
