package io.tsdb.ingest.otlp;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.InvalidEventException;
import java.util.List;
import java.util.Map;

/** A log record or a data point: what is stored, or rejected, as one. */
@FunctionalInterface
interface OtlpItem {

  /**
   * Its events.
   *
   * @param around attributes of resource and scope
   * @param received epoch milliseconds, for items without a time
   * @param builder has begun with the item's index
   */
  List<Event> events(Map<String, String> around, long received, EventBuilder builder)
      throws InvalidEventException;

  /** Epoch milliseconds of nanoseconds, which are unsigned; {@code received} where they are 0. */
  static long millis(long unixNanos, long received) {
    return unixNanos == 0 ? received : Long.divideUnsigned(unixNanos, 1_000_000);
  }
}
