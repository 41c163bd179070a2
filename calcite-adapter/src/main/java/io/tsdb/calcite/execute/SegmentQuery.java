package io.tsdb.calcite.execute;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * A statement to run in segments, as it stands in a plan. Segments are chosen when it runs, from
 * the {@link EventsSource} of whoever runs it.
 *
 * @param statement what runs in each
 * @param top runs instead where it yields few rows: those that come first by some columns, of each
 *     segment as many as its {@link RunValue.Limit} says
 * @param demand how much of the rows is going to be read
 * @param wanted which rows, and in which order
 * @param firstOf if only the first row of each of some groups of series is delivered, in the order
 *     of time that is wanted, with a further column that holds 1
 * @param facts what the statement's columns are, where names of segments answer for those that lie
 *     wholly in the range of time; one row stands for all of these. Empty where rows are read
 */
public record SegmentQuery(
    SegmentStatement statement,
    Optional<SegmentStatement> top,
    Demand demand,
    RowsWanted wanted,
    Optional<SeriesPartition> firstOf,
    List<SegmentFact> facts) {

  public SegmentQuery {
    facts = List.copyOf(facts);
  }

  /** More rows than this of a segment are not sorted by its SQLite, which would hold them all. */
  static final int MOST_TOP = 10_000;

  /** What runs in each segment, for the values of one run. */
  SegmentStatement statement(RunValues values) {
    return top.filter(
            few ->
                few.select().values().stream()
                    .allMatch(
                        value ->
                            !(value instanceof RunValue.Limit rows)
                                || values.needed(rows.limit()) <= MOST_TOP))
        .orElse(statement);
  }

  /** The rows; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> rows(DataContext context, SegmentQuery query) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new ParallelGather(context, query);
      }
    };
  }
}
