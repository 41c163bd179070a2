package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;

/**
 * What the conditions of a query say about {@code ts}, to be turned into ranges of time when the
 * query runs. The ranges hold every event that the conditions accept, and may hold others.
 */
public sealed interface TimeFilter {

  /** The ranges for one run. */
  TimeRanges ranges(RunValues values);

  /** Says nothing. */
  record Anything() implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      return TimeRanges.ALL;
    }
  }

  /**
   * Accepts nothing where a value is null, such as the query of a full-text search; else says
   * nothing.
   */
  record NothingOfNull(RunValue value) implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      return values.get(value).isPresent() ? TimeRanges.ALL : TimeRanges.NONE;
    }
  }

  /** How ts is compared. */
  enum Comparison {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** The same with its sides exchanged. */
    public Comparison reversed() {
      return switch (this) {
        case EQUAL -> EQUAL;
        case LESS -> GREATER;
        case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
        case GREATER -> LESS;
        case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
      };
    }
  }

  /**
   * A time that is computed of {@code ts}, such as the start of its bucket, compared with an
   * instant.
   *
   * @param instant epoch milliseconds UTC; no event is accepted where it is null
   * @param least milliseconds that the time is after {@code ts} at least; negative if before
   * @param most milliseconds that it is after {@code ts} at most
   */
  record Compared(Comparison comparison, RunValue instant, long least, long most)
      implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      Optional<Object> bound = values.get(instant);
      if (bound.isEmpty()) {
        return TimeRanges.NONE;
      }
      long time = (Long) bound.get();
      return TimeRanges.of(range(comparison, time, time, least, most));
    }

    /**
     * Where {@code ts} may lie if it compares so with any instant of a range.
     *
     * @param first earliest instant
     * @param last latest instant
     */
    static TimeRange range(Comparison how, long first, long last, long least, long most) {
      long earliest = sum(first, -most);
      long latest = sum(last, -least);
      return switch (how) {
        case EQUAL -> new TimeRange(earliest, Math.max(earliest, sum(latest, 1)));
        case LESS -> new TimeRange(Long.MIN_VALUE, latest);
        case LESS_OR_EQUAL -> new TimeRange(Long.MIN_VALUE, sum(latest, 1));
        case GREATER -> new TimeRange(sum(earliest, 1), Long.MAX_VALUE);
        case GREATER_OR_EQUAL -> new TimeRange(earliest, Long.MAX_VALUE);
      };
    }

    /** As far as there are numbers. */
    private static long sum(long time, long millis) {
      long sum = time + millis;
      if (((time ^ sum) & (millis ^ sum)) < 0) {
        return time < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      return sum;
    }
  }

  /**
   * A time that is computed of {@code ts} compares so with any value in a column of a side of a
   * join. Says nothing if the side has too many rows.
   *
   * @param column of epoch milliseconds UTC, counted from 0
   * @param millis in one unit of the column: 1, or a day
   * @param least milliseconds that the time is after {@code ts} at least, the value having been
   *     subtracted
   * @param most milliseconds that it is after {@code ts} at most
   */
  record Joined(
      Comparison comparison, JoinSide side, int column, long millis, long least, long most)
      implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      Optional<List<Object[]>> rows = values.rows(side);
      if (rows.isEmpty()) {
        return TimeRanges.ALL;
      }
      LongSummaryStatistics times = new LongSummaryStatistics();
      for (Object[] row : rows.get()) {
        if (row[column] instanceof Number time) {
          times.accept(Math.multiplyExact(time.longValue(), millis));
        }
      }
      return times.getCount() == 0
          ? TimeRanges.NONE
          : TimeRanges.of(Compared.range(comparison, times.getMin(), times.getMax(), least, most));
    }
  }

  /** Accepts nothing where a side of a join has no rows; else says nothing. */
  record NothingOfNoRows(JoinSide side) implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      return values.rows(side).filter(List::isEmpty).isPresent() ? TimeRanges.NONE : TimeRanges.ALL;
    }
  }

  /** All of them hold. */
  record All(List<TimeFilter> filters) implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      TimeRanges ranges = TimeRanges.ALL;
      for (TimeFilter filter : filters) {
        ranges = ranges.intersect(filter.ranges(values));
      }
      return ranges;
    }
  }

  /** One of them holds. */
  record Any(List<TimeFilter> filters) implements TimeFilter {

    @Override
    public TimeRanges ranges(RunValues values) {
      List<TimeRange> ranges = new ArrayList<>();
      for (TimeFilter filter : filters) {
        ranges.addAll(filter.ranges(values).ranges());
      }
      return TimeRanges.union(ranges);
    }
  }
}
