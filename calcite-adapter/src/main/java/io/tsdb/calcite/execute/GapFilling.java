package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * How rows of empty time buckets are made, as it stands in a plan.
 *
 * @param keys how many columns the rows begin with that tell groups apart
 * @param bucket which of these is the time bucket
 * @param fills what the other columns get in rows that are made
 * @param buckets where buckets begin
 * @param start of the first bucket, if the statement says
 * @param finish after the last bucket, if the statement says
 * @param times what conditions say of the time
 * @param mostRows that are made in one run
 */
public record GapFilling(
    int keys,
    int bucket,
    List<Fill> fills,
    Buckets buckets,
    Optional<RunValue> start,
    Optional<RunValue> finish,
    TimeFilter times,
    long mostRows) {

  /** Limit of rows that are made in one run: some minutes' work, and more than one can look at. */
  public static final long MOST_ROWS = 10_000_000;

  public GapFilling {
    fills = List.copyOf(fills);
  }

  /** What a column gets in a row that is made. */
  public enum Fill {
    /** Nothing. */
    NULL,
    /** What the row before has, null if it is null there. */
    LOCF,
    /** What lies on the line between the buckets with rows before and after; numbers only. */
    INTERPOLATE
  }

  /** Where buckets begin, epoch milliseconds UTC. */
  public interface Buckets {

    /** Start of the bucket that holds an instant. */
    long start(long ts);

    /** Start of the bucket after the one that begins at an instant. */
    long next(long start);

    /** No bucket is shorter, milliseconds. */
    long shortest();
  }

  /**
   * The rows and those of empty buckets; generated code calls this at each run of the plan.
   *
   * @param rows in order of groups, and within each of time
   */
  public static Enumerable<Object[]> fill(
      DataContext context, Enumerable<Object[]> rows, GapFilling filling) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new FilledRows(
            rows.enumerator(),
            filling,
            filling.range(new RunValues(context)),
            () -> isCanceled(context));
      }
    };
  }

  private static boolean isCanceled(DataContext context) {
    AtomicBoolean flag = DataContext.Variable.CANCEL_FLAG.get(context);
    return flag != null && flag.get();
  }

  /** From the start of the first bucket to what lies after the last. */
  private TimeRange range(RunValues values) {
    TimeRange said = times.ranges(values).hull();
    long first = start.flatMap(values::get).map(Long.class::cast).orElse(said.start());
    long end = finish.flatMap(values::get).map(Long.class::cast).orElse(said.end());
    if (first == Long.MIN_VALUE || end == Long.MAX_VALUE) {
      throw new QueryException(
          "time_bucket_gapfill does not know where to "
              + (first == Long.MIN_VALUE ? "begin" : "end")
              + ": expected arguments, as in time_bucket_gapfill(width, ts, start, finish), or"
              + " conditions such as ts >= start AND ts < finish in WHERE");
    }
    if (first >= end) {
      return TimeRange.EMPTY;
    }
    TimeRange range = new TimeRange(buckets.start(first), end);
    if ((double) range.end() - range.start() > (double) mostRows * buckets.shortest()) {
      throw tooMany(range);
    }
    return range;
  }

  QueryException tooMany(TimeRange range) {
    return new QueryException(
        "time_bucket_gapfill would make more than "
            + mostRows
            + " rows, the limit: from "
            + Instant.ofEpochMilli(range.start())
            + " to "
            + Instant.ofEpochMilli(range.end())
            + " for each group. Choose a shorter range, a wider bucket or fewer groups.");
  }
}
