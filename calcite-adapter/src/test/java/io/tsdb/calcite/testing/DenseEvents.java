package io.tsdb.calcite.testing;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Events of some days from a few series, so close together that most segments have rollups, in
 * seals that overlap, come late, are empty, hold one event, many at one time, or lie at the ends of
 * time. Values are multiples of 1/4, so that their sums are exact in any order.
 */
public final class DenseEvents {

  /** The start of the first of the days. */
  public static final long START = Events.millis("2024-02-28T20:00:00Z");

  /** All but the events at the ends of time lie within. */
  public static final long SPAN = 2 * 86_400_000L;

  private static final long HOUR = 3_600_000;

  private static final List<Map<String, String>> SERIES =
      List.of(
          Map.of("host", "a", "region", "eu"),
          Map.of("host", "b", "region", "us"),
          Map.of("host", "\uE000", "region", "eu"),
          Map.of("host", "😀x"),
          Map.of());

  private DenseEvents() {}

  /** The same for the same random numbers. */
  public static List<List<Event>> seals(Random random) {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < 12; hour++) {
      List<Event> events = new ArrayList<>();
      long start = START + hour * 4 * HOUR + random.nextInt(1_000_000);
      int seconds = hour % 3 == 0 ? 1 : 7;
      int series = hour % 4 == 3 ? 2 : SERIES.size();
      for (long ts = start; ts < start + 2 * HOUR / (hour % 3 + 1); ts += seconds * 1000L) {
        events.add(event(random, ts + random.nextInt(900), random.nextInt(series)));
        if (random.nextInt(300) == 0) {
          events.add(event(random, Math.max(START, ts - random.nextInt(30) * HOUR), 0));
        }
      }
      seals.add(events);
    }
    seals.add(List.of());
    seals.add(List.of(event(random, START + SPAN / 3, 0)));
    seals.add(List.of(event(random, Event.FIRST_TIME, 0), event(random, 1, 0)));
    seals.add(List.of(event(random, Event.LAST_TIME, 1)));
    List<Event> same = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      same.add(event(random, START + HOUR, i % 2));
    }
    seals.add(same);
    List<Event> tied = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      tied.add(event(random, START + 2 * HOUR + i / 16 * 1000L, random.nextInt(SERIES.size())));
    }
    seals.add(tied);
    return seals;
  }

  private static Event event(Random random, long time, int series) {
    boolean isText = random.nextInt(20) == 0;
    return new Event(
        time,
        Labels.of(SERIES.get(series)),
        isText || random.nextInt(30) == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((random.nextInt(4000) - 2000) / 4.0),
        isText ? Optional.of("text " + random.nextInt(3)) : Optional.empty(),
        Optional.empty());
  }
}
