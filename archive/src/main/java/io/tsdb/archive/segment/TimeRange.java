package io.tsdb.archive.segment;

/**
 * A half-open range of time: {@code start} belongs to it, {@code end} does not.
 *
 * @param start first instant inside, epoch milliseconds UTC
 * @param end first instant after it, epoch milliseconds UTC; not before {@code start}
 */
public record TimeRange(long start, long end) {

  /** Every instant. {@link Long#MAX_VALUE} itself is no valid time of an event. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** A range without any instant. */
  public static final TimeRange EMPTY = new TimeRange(0, 0);

  public TimeRange {
    if (end < start) {
      throw new IllegalArgumentException(
          "Expected a time range that ends at or after its start, found ["
              + start
              + ", "
              + end
              + ")");
    }
  }

  public boolean isEmpty() {
    return start == end;
  }

  public boolean contains(long time) {
    return start <= time && time < end;
  }

  /** Whether any instant of the closed interval [{@code first}, {@code last}] lies inside. */
  public boolean meets(long first, long last) {
    return !isEmpty() && start <= last && first < end;
  }

  /** The instants that both ranges hold. */
  public TimeRange intersect(TimeRange other) {
    long latestStart = Math.max(start, other.start);
    long earliestEnd = Math.min(end, other.end);
    return latestStart < earliestEnd ? new TimeRange(latestStart, earliestEnd) : EMPTY;
  }
}
