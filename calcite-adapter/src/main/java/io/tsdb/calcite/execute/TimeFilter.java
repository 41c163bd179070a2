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
   * {@code ts} compared with an instant.
   *
   * @param instant epoch milliseconds UTC; no event is accepted where it is null
   */
  record Compared(Comparison comparison, RunValue instant) implements TimeFilter {

    @Override
    public TimeRange range(RunValues values) {
      Optional<Object> bound = values.get(instant);
      if (bound.isEmpty()) {
        return TimeRange.EMPTY;
      }
      long time = (Long) bound.get();
      long next = time == Long.MAX_VALUE ? time : time + 1;
      return switch (comparison) {
        case EQUAL -> new TimeRange(time, next);
        case LESS -> new TimeRange(Long.MIN_VALUE, time);
        case LESS_OR_EQUAL -> new TimeRange(Long.MIN_VALUE, next);
        case GREATER -> new TimeRange(next, Long.MAX_VALUE);
        case GREATER_OR_EQUAL -> new TimeRange(time, Long.MAX_VALUE);
      };
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
