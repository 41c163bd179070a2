package io.tsdb.calcite.testing;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Events of a month in seals that overlap, come late, are empty or hold one event. Values are
 * multiples of 1/4, so that their sums are exact in any order.
 */
public final class GeneratedEvents {

  static final long START = Events.millis("2024-01-01T00:00:00Z");
  static final long MONTH = 31L * 86_400_000;

  static final List<String> HOSTS =
      List.of("a", "b", "Alpha", "beta-9", "ß", "日本", "😀x", "o'neil");
  static final List<String> REGIONS = List.of("eu", "us", "EU", "");
  static final List<String> WORDS =
      List.of("mug", "Mug", "order", "111", "shipped", "late", "größe", "日本", "😀", "100%", "a_b");

  private GeneratedEvents() {}

  /** The same for the same random numbers. */
  public static List<List<Event>> seals(Random random) {
    List<List<Event>> seals = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      long from = START + (i * MONTH) / 24;
      long span = random.nextInt(3) == 0 ? MONTH / 4 : MONTH / 24;
      int size = i == 7 ? 0 : i == 11 ? 1 : 5 + random.nextInt(60);
      List<Event> events = new ArrayList<>();
      for (int j = 0; j < size; j++) {
        long time =
            from - (random.nextInt(20) == 0 ? MONTH / 3 : 0) + (long) (random.nextDouble() * span);
        events.add(event(random, Math.max(0, time)));
      }
      seals.add(events);
    }
    return seals;
  }

  private static Event event(Random random, long time) {
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(8) > 0) {
      labels.put("host", pick(random, HOSTS));
    }
    if (random.nextInt(3) > 0) {
      labels.put("region", pick(random, REGIONS));
    }
    if (random.nextInt(10) == 0) {
      labels.put("value", "label " + random.nextInt(3));
    }
    OptionalDouble value =
        random.nextInt(5) == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of((random.nextInt(400) - 200) / 4.0);
    Optional<String> text = random.nextInt(3) == 0 ? Optional.of(text(random)) : Optional.empty();
    Optional<String> id =
        random.nextInt(4) == 0 ? Optional.of("id-" + random.nextInt(20)) : Optional.empty();
    return new Event(time, Labels.of(labels), value, text, id);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(text.isEmpty() ? "" : " ").append(pick(random, WORDS));
    }
    return text.toString();
  }

  static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
