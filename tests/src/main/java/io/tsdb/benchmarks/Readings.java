package io.tsdb.benchmarks;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Made-up numeric events of hosts, the same at each run. */
final class Readings {

  /** The start of a day, epoch milliseconds UTC. */
  static final long DAY = 1_700_006_400_000L;

  /** The keys of all labels. */
  static final List<String> LABELS = List.of("host", "region");

  static final long HOUR_MILLIS = 3_600_000;
  static final long DAY_MILLIS = 24 * HOUR_MILLIS;

  private final List<Labels> series = new ArrayList<>();
  private final Random random = new Random(1);

  Readings(int count) {
    for (int i = 0; i < count; i++) {
      series.add(Labels.of(Map.of("host", "host_" + i, "region", "region_" + i % 20)));
    }
  }

  /** The next event: any value with two decimals, of the series whose turn it is. */
  Event next(int number, long time, Optional<String> text) {
    return new Event(
        time,
        series.get(number % series.size()),
        OptionalDouble.of(random.nextInt(1_000_000) / 100.0),
        text,
        Optional.empty());
  }

  /** Events evenly spread over a span of time. */
  EventBatch batch(int rows, long start, long millis) {
    EventBatch batch = new EventBatch();
    for (int i = 0; i < rows; i++) {
      batch.add(i + 1L, next(i, start + millis * i / rows, Optional.empty()));
    }
    return batch;
  }
}
