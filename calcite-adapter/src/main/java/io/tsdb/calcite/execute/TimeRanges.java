package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ranges of time that neither overlap nor touch, in their order.
 *
 * @param ranges none of them empty
 */
public record TimeRanges(List<TimeRange> ranges) {

  /** Most ranges that are told apart; of more, those with the smallest gaps become one. */
  static final int MOST = 256;

  /** Every instant. */
  public static final TimeRanges ALL = of(TimeRange.ALL);

  /** No instant. */
  public static final TimeRanges NONE = new TimeRanges(List.of());

  public TimeRanges {
    ranges = List.copyOf(ranges);
  }

  /** One range, which may be empty. */
  public static TimeRanges of(TimeRange range) {
    return union(List.of(range));
  }

  /**
   * The instants that lie in any of the ranges, and others if there are more than {@link #MOST}.
   */
  public static TimeRanges union(Collection<TimeRange> ranges) {
    List<TimeRange> sorted =
        ranges.stream()
            .filter(range -> !range.isEmpty())
            .sorted(Comparator.comparingLong(TimeRange::start))
            .toList();
    List<TimeRange> joined = joined(sorted, 0);
    if (joined.size() > MOST) {
      List<TimeRange> apart = joined;
      long widestClosed =
          IntStream.range(1, apart.size())
              .mapToLong(i -> gap(apart.get(i - 1), apart.get(i)))
              .sorted()
              .skip(apart.size() - MOST - 1L)
              .findFirst()
              .orElseThrow();
      joined = joined(apart, widestClosed);
    }
    return new TimeRanges(joined);
  }

  private static List<TimeRange> joined(List<TimeRange> sorted, long closedGap) {
    List<TimeRange> joined = new ArrayList<>();
    for (TimeRange range : sorted) {
      TimeRange last = joined.isEmpty() ? TimeRange.EMPTY : joined.get(joined.size() - 1);
      if (!joined.isEmpty() && gap(last, range) <= closedGap) {
        joined.set(
            joined.size() - 1, new TimeRange(last.start(), Math.max(last.end(), range.end())));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  /** Milliseconds between two ranges; 0 or less if they touch. */
  private static long gap(TimeRange earlier, TimeRange later) {
    return earlier.end() >= later.start()
        ? 0
        : earlier.end() < 0 && later.start() > Long.MAX_VALUE + earlier.end()
            ? Long.MAX_VALUE
            : later.start() - earlier.end();
  }

  /** From the first instant to the last one. */
  public TimeRange hull() {
    return ranges.isEmpty()
        ? TimeRange.EMPTY
        : new TimeRange(ranges.get(0).start(), ranges.get(ranges.size() - 1).end());
  }

  /** The instants that both hold. */
  public TimeRanges intersect(TimeRanges other) {
    List<TimeRange> common = new ArrayList<>();
    for (TimeRange range : ranges) {
      for (TimeRange others : other.ranges) {
        common.add(range.intersect(others));
      }
    }
    return union(common);
  }

  /** Whether any instant of the closed interval [{@code first}, {@code last}] lies inside. */
  public boolean meets(long first, long last) {
    return ranges.stream().anyMatch(range -> range.meets(first, last));
  }

  /** Those that hold an instant of the closed interval [{@code first}, {@code last}]. */
  public TimeRanges meeting(long first, long last) {
    return new TimeRanges(ranges.stream().filter(range -> range.meets(first, last)).toList());
  }
}
