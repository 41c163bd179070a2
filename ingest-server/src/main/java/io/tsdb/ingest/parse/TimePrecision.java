package io.tsdb.ingest.parse;

import java.util.concurrent.TimeUnit;

/** The unit of timestamps in line protocol. */
public enum TimePrecision {
  NS(TimeUnit.NANOSECONDS),
  US(TimeUnit.MICROSECONDS),
  MS(TimeUnit.MILLISECONDS),
  S(TimeUnit.SECONDS);

  private final long perSecond;

  TimePrecision(TimeUnit unit) {
    this.perSecond = unit.convert(1, TimeUnit.SECONDS);
  }

  /** Epoch milliseconds, rounded down; the nearest representable ones where there are none. */
  long toMillis(long timestamp) {
    if (perSecond >= 1_000) {
      return Math.floorDiv(timestamp, perSecond / 1_000);
    }
    return TimeUnit.SECONDS.toMillis(timestamp);
  }
}
