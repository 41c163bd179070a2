package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The start of the bucket that holds an instant. All times are epoch milliseconds UTC. Calcite's
 * generated code calls these methods, so they are public.
 */
public final class TimeBuckets {

  private TimeBuckets() {}

  /** One of the two widths is 0. Months are those of the calendar, counted from the origin. */
  public static long bucket(long ts, long millis, int months, long origin) {
    return months > 0 ? monthBucket(ts, months, origin) : ts - Math.floorMod(ts - origin, millis);
  }

  /** A width as text, see {@link BucketWidth#parse}. */
  public static long bucket(long ts, String width) {
    BucketWidth parsed = parse(width);
    return bucket(ts, parsed.millis(), parsed.months(), parsed.defaultOrigin());
  }

  /** A width as text, and an origin. */
  public static long bucket(long ts, String width, long origin) {
    BucketWidth parsed = parse(width);
    return bucket(ts, parsed.millis(), parsed.months(), origin);
  }

  private static BucketWidth parse(String width) {
    try {
      return BucketWidth.parse(width);
    } catch (IllegalArgumentException e) {
      throw new QueryException(e.getMessage(), e);
    }
  }

  private static long monthBucket(long ts, int months, long origin) {
    LocalDateTime start = time(origin);
    LocalDateTime end = time(ts);
    long between =
        (end.getYear() - start.getYear()) * 12L + end.getMonthValue() - start.getMonthValue();
    long buckets = Math.floorDiv(between, (long) months);
    // An origin such as the 31st is cut to the length of each month; only the candidate bucket and
    // the one before can hold the instant.
    LocalDateTime bucket = start.plusMonths(buckets * months);
    if (bucket.isAfter(end)) {
      bucket = start.plusMonths((buckets - 1) * months);
    }
    return bucket.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private static LocalDateTime time(long epochMillis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
  }
}
