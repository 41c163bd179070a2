package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * What the conditions of a query say about {@code ts}, to be turned into a range of time when the
 * query runs. The range holds every event that the conditions accept, and may hold others.
 */
public sealed interface TimeFilter {

  /** The range for one run. */
  TimeRange range(RunValues values);

  /** Says nothing. */
  record Anything() implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      return TimeRange.ALL;
    }
  }

  /**
   * Accepts nothing where a value is null, such as the query of a full-text search; else says
   * nothing.
   */
  record NothingOfNull(RunValue value) implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      return values.get(value).isPresent() ? TimeRange.ALL : TimeRange.EMPTY;
    }
  }

  /** How ts is compared. */
  enum Comparison {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /**
   * {@code ts}, or the start of its time bucket, compared with an instant.
   *
   * @param instant epoch milliseconds UTC; no event is accepted where it is null
   * @param width milliseconds that a bucket spans at most; 0 for {@code ts} itself
   */
  record Compared(Comparison comparison, RunValue instant, long width) implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      Optional<Object> bound = values.get(instant);
      if (bound.isEmpty()) {
        return TimeRange.EMPTY;
      }
      long time = (Long) bound.get();
      return switch (comparison) {
        case EQUAL -> new TimeRange(time, after(time, Math.max(1, width)));
        case LESS -> new TimeRange(Long.MIN_VALUE, after(time, width));
        case LESS_OR_EQUAL -> new TimeRange(Long.MIN_VALUE, after(time, Math.max(1, width)));
        case GREATER -> new TimeRange(after(time, 1), Long.MAX_VALUE);
        case GREATER_OR_EQUAL -> new TimeRange(time, Long.MAX_VALUE);
      };
    }

    private static long after(long time, long millis) {
      return time > Long.MAX_VALUE - millis ? Long.MAX_VALUE : time + millis;
    }
  }

  /** All of them hold. */
  record All(List<TimeFilter> filters) implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      TimeRange range = TimeRange.ALL;
      for (TimeFilter filter : filters) {
        range = range.intersect(filter.range(values));
      }
      return range;
    }
  }

  /** One of them holds: from the earliest start to the latest end. */
  record Any(List<TimeFilter> filters) implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      TimeRange hull = TimeRange.EMPTY;
      for (TimeFilter filter : filters) {
        TimeRange range = filter.range(values);
        if (hull.isEmpty()) {
          hull = range;
        } else if (!range.isEmpty()) {
          hull =
              new TimeRange(
                  Math.min(hull.start(), range.start()), Math.max(hull.end(), range.end()));
        }
      }
      return hull;
    }
  }
}
