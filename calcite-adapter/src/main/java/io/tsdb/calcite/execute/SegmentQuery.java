package io.tsdb.calcite.execute;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * A statement to run in segments, as it stands in a plan. Segments are chosen when it runs, from
 * the {@link EventsSource} of whoever runs it.
 *
 * @param statement what runs in each
 * @param demand how much of the rows is going to be read
 * @param facts what the statement's columns are, where names of segments answer for those that lie
 *     wholly in the range of time; one row stands for all of these. Empty where rows are read
 */
public record SegmentQuery(SegmentStatement statement, Demand demand, List<SegmentFact> facts) {

  public SegmentQuery {
    facts = List.copyOf(facts);
  }

  /** Rows segment by segment; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> rows(DataContext context, SegmentQuery query) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new ParallelGather(context, query);
      }
    };
  }
}
