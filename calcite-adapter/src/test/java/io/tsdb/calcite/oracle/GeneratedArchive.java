package io.tsdb.calcite.oracle;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.calcite.testing.Events;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random archive: writers whose seals overlap, come late, are empty, hold one event, lie at the
 * ends of time or at one time; of different sizes, so that their pages differ; labels that some
 * seals lack, and that have the names of fixed columns.
 */
final class GeneratedArchive {

  private static final long START = Events.millis("2024-02-27T22:13:00Z");
  private static final long HOUR = 3_600_000;

  private static final List<String> STRANGE_KEYS =
      List.of(
          "value",
          "text",
          "ts",
          "labels",
          "payload",
          "id",
          "time",
          "timestamp",
          "Host",
          "",
          "label_value",
          "a b",
          "日本",
          "quo\"te",
          "x'y",
          "select",
          "$.host",
          "count");

  private static final List<String> VALUES =
      List.of(
          "a",
          "b",
          "A",
          "ab",
          "",
          " a",
          "ß",
          "SS",
          "日本",
          "😀x",
          "\uE000",
          "e\u0301",
          "é",
          "o'neil",
          "100%",
          "a_b",
          "10",
          "9",
          "null",
          "{\"a\":1}",
          "İ");

  private static final List<String> WORDS =
      List.of(
          "mug", "Mug", "order", "111", "shipped", "a_b", "100%", "größe", "日本", "😀", "\uE000",
          "e\u0301", "", "x", "\\", "\"", "[1,2]");

  private static final List<Double> LARGE_NUMBERS =
      List.of(
          1e300,
          -1e300,
          4.9e-324,
          0.1,
          -0.1,
          0.30000000000000004,
          9_007_199_254_740_993d,
          1e15,
          9_223_372_036_854_775_807d,
          -0.0,
          0.0,
          1e-7);

  private final Random random;
  private final boolean smallNumbers;
  private final List<String> keys = new ArrayList<>(List.of("host", "region"));
  private final List<Long> times = new ArrayList<>();

  private GeneratedArchive(long seed) {
    random = new Random(seed);
    smallNumbers = seed % 4 != 3;
    while (random.nextInt(4) > 0) {
      keys.add(STRANGE_KEYS.get(random.nextInt(STRANGE_KEYS.size())));
    }
  }

  /** The seals of an archive by their writers, the same for the same seed. */
  record Contents(Map<String, List<List<Event>>> seals, boolean smallNumbers, List<Long> times) {

    /** What a generator needs to know. */
    Facts facts(Collection<String> labelColumns) {
      return new Facts(List.copyOf(labelColumns), VALUES, WORDS, times, smallNumbers);
    }
  }

  static Contents of(long seed) {
    return new GeneratedArchive(seed).contents();
  }

  private Contents contents() {
    Map<String, List<List<Event>>> writers = new TreeMap<>();
    int count = 1 + random.nextInt(3);
    for (int writer = 0; writer < count; writer++) {
      List<List<Event>> seals = new ArrayList<>();
      for (int seal = random.nextInt(12); seal >= 0; seal--) {
        seals.add(seal());
      }
      writers.put("writer-" + writer, seals);
    }
    return new Contents(writers, smallNumbers, List.copyOf(times));
  }

  private List<Event> seal() {
    List<Event> events = new ArrayList<>();
    long start = START + random.nextInt(96) * HOUR / 2;
    int series = 1 + random.nextInt(8);
    switch (random.nextInt(10)) {
      case 0 -> {}
      case 1 -> events.add(event(start, series));
      case 2 -> {
        events.add(event(Event.FIRST_TIME, series));
        events.add(event(Event.LAST_TIME, series));
        events.add(event(Event.FIRST_TIME + 1, series));
      }
      case 3 -> {
        for (int i = random.nextInt(30); i >= 0; i--) {
          events.add(event(start - start % 60_000, series));
        }
      }
      case 4 -> {
        // Dense enough for rollups.
        for (int i = 0; i < 200; i++) {
          events.add(event(start + i * 1_000L, Math.min(2, series)));
        }
      }
      default -> {
        long span = random.nextInt(5) == 0 ? 300 * 24 * HOUR : 5 * HOUR;
        for (int i = random.nextInt(60); i >= 0; i--) {
          long late = random.nextInt(15) == 0 ? 40 * 24 * HOUR : 0;
          events.add(event(start - late + (long) (random.nextDouble() * span), series));
        }
      }
    }
    if (random.nextInt(12) == 0) {
      events.add(
          new Event(
              start,
              Labels.of(Map.of()),
              OptionalDouble.empty(),
              Optional.of("long ".repeat(60_000)),
              Optional.empty()));
    }
    return events;
  }

  private Event event(long time, int series) {
    times.add(time);
    Random labelled = new Random(random.nextInt(series) * 31L + keys.size());
    Map<String, String> labels = new TreeMap<>();
    for (String key : keys) {
      if (labelled.nextInt(4) > 0) {
        labels.put(key, VALUES.get(labelled.nextInt(VALUES.size())));
      }
    }
    return new Event(
        time,
        Labels.of(labels),
        random.nextInt(5) == 0 ? OptionalDouble.empty() : OptionalDouble.of(number()),
        random.nextInt(4) == 0 ? Optional.of(text()) : Optional.empty(),
        random.nextInt(6) == 0 ? Optional.of("id-" + random.nextInt(20)) : Optional.empty());
  }

  private double number() {
    return smallNumbers || random.nextInt(3) > 0
        ? (random.nextInt(400) - 200) / 4.0
        : LARGE_NUMBERS.get(random.nextInt(LARGE_NUMBERS.size()));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(text.isEmpty() ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.toString();
  }
}
