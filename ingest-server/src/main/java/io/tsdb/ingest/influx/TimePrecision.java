package io.tsdb.ingest.influx;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The unit of timestamps in line protocol. */
public enum TimePrecision {
  NS(TimeUnit.NANOSECONDS),
  US(TimeUnit.MICROSECONDS),
  MS(TimeUnit.MILLISECONDS),
  S(TimeUnit.SECONDS),
  M(TimeUnit.MINUTES),
  H(TimeUnit.HOURS);

  private final TimeUnit unit;

  /** Timestamps in a millisecond; 0 for units that are longer. */
  private final long perMilli;

  TimePrecision(TimeUnit unit) {
    this.unit = unit;
    this.perMilli = unit.convert(1, TimeUnit.MILLISECONDS);
  }

  /**
   * The unit of the parameter {@code precision}, by the names of <a
   * href="https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint">version 1</a> and
   * version 2; empty if it is none.
   */
  public static Optional<TimePrecision> named(String name) {
    return switch (name) {
      case "ns", "n" -> Optional.of(NS);
      case "us", "u", "\u00b5" -> Optional.of(US);
      case "ms" -> Optional.of(MS);
      case "s" -> Optional.of(S);
      case "m" -> Optional.of(M);
      case "h" -> Optional.of(H);
      default -> Optional.empty();
    };
  }

  /** Epoch milliseconds, rounded down; the nearest representable ones where there are none. */
  long toMillis(long timestamp) {
    return perMilli > 0 ? Math.floorDiv(timestamp, perMilli) : unit.toMillis(timestamp);
  }
}
