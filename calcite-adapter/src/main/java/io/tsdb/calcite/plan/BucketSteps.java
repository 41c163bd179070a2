package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GapFilling;
import io.tsdb.calcite.function.TimeBuckets;

/**
 * Buckets of {@code time_bucket_gapfill}, one after the other. One of the widths is 0.
 *
 * @param origin from which they are counted; of months the first of one, epoch milliseconds UTC
 */
record BucketSteps(long millis, int months, long origin) implements GapFilling.Buckets {

  private static final long LONGEST_MONTH = 31 * 86_400_000L;
  private static final long SHORTEST_MONTH = 28 * 86_400_000L;

  @Override
  public long start(long ts) {
    return TimeBuckets.bucket(ts, millis, months, origin);
  }

  @Override
  public long next(long start) {
    // Some day of the bucket after it, whatever the lengths of the months.
    return months == 0 ? start + millis : start(start + months * LONGEST_MONTH);
  }

  @Override
  public long shortest() {
    return months == 0 ? millis : months * SHORTEST_MONTH;
  }
}
