package io.tsdb.calcite.execute;

import io.tsdb.archive.range.StatisticsLines;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.runtime.Bindable;

/**
 * Runs a whole query for EXPLAIN ANALYZE and tells what that has cost; its rows go nowhere.
 *
 * @param plan as EXPLAIN shows it
 * @param query its code
 */
public record AnalyzedRun(String plan, Bindable<Object> query) implements Bindable<Object> {

  /** One text: the plan, then a line for each kind of cost. */
  @Override
  public Enumerable<Object> bind(DataContext context) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object> enumerator() {
        return Linq4j.singletonEnumerator(run(context));
      }
    };
  }

  private String run(DataContext context) {
    QueryRun run =
        QueryRun.of(context)
            .orElseThrow(
                () ->
                    new IllegalStateException("EXPLAIN ANALYZE runs with a " + QueryRun.VARIABLE));
    AtomicBoolean cancelFlag = DataContext.Variable.CANCEL_FLAG.get(context);
    long rows = 0;
    try (Enumerator<Object> enumerator = query.bind(context).enumerator()) {
      while (enumerator.moveNext()) {
        rows++;
        if (cancelFlag != null && cancelFlag.get()) {
          throw new QueryCanceledException();
        }
      }
    }
    StringBuilder text = new StringBuilder(plan.stripTrailing()).append("\n\n");
    text.append(String.format(Locale.ROOT, "delivered:  %,d rows", rows));
    StatisticsLines.of(run.statistics()).forEach(line -> text.append('\n').append(line));
    return text.toString();
  }
}
