package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.function.Function1;

/**
 * A value that a statement for segments is given when it runs. Immutable, so that one plan may run
 * many times.
 */
public sealed interface RunValue {

  /**
   * A value known since planning.
   *
   * @param value a Long, Double or String
   */
  record Constant(Object value) implements RunValue {}

  /**
   * A value that the query computes when it begins to run: a {@code ?}, CURRENT_TIMESTAMP, a cast.
   *
   * @param name what messages and plans call it
   * @param type what SQLite is given
   * @param function yields the value, or null
   */
  record Computed(String name, RunType type, Function1<DataContext, Object> function)
      implements RunValue {}

  /**
   * A computed text as a GLOB pattern, see {@link LikePattern#glob}.
   *
   * @param pattern of LIKE, without an escape character
   */
  record Glob(Computed pattern) implements RunValue {}

  /** The ids of the series that are read of a segment, as a JSON array. */
  record SeriesIds() implements RunValue {}

  /** How many rows a segment yields at most, see {@link RowLimit#needed}. */
  record Limit(RowLimit limit) implements RunValue {}

  /**
   * The ids of the series of a segment that fulfil a condition, as a JSON array; null if all do.
   */
  record ChosenSeries(SeriesChoice choice) implements RunValue {}

  /**
   * The values in a column of a side of a join, as a JSON array; null if they are too many.
   *
   * @param column counted from 0
   */
  record JoinColumn(JoinSide side, int column) implements RunValue {}

  /** An end of the range of rows that is read in a segment. */
  enum Row implements RunValue {
    FIRST,
    LAST;

    long of(RowRange rows) {
      return this == FIRST ? rows.first() : rows.last();
    }
  }

  /** An end of the range of time that a statement reads, where it is only part of a segment. */
  enum Bound implements RunValue {
    /** First instant inside, epoch milliseconds UTC. */
    START,
    /** First instant after it, epoch milliseconds UTC. */
    END;

    long of(TimeRange times) {
      return this == START ? times.start() : times.end();
    }
  }
}
