package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RowSort;
import io.tsdb.calcite.execute.SegmentQuery;
import io.tsdb.calcite.execute.TableRead;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;

/** Plans that run without Java code written for them: they do what our own nodes do. */
final class DirectPlan {

  private DirectPlan() {}

  /** What yields the rows of a plan, as arrays; empty where it needs code. */
  static Optional<Function1<DataContext, Enumerable<Object[]>>> of(RelNode plan) {
    if (plan instanceof SegmentGather gather) {
      SegmentQuery query = gather.query();
      return Optional.of(context -> SegmentQuery.rows(context, query));
    }
    if (plan instanceof RowsScan scan) {
      TableRead read = scan.read();
      return Optional.of(context -> TableRead.rows(context, read));
    }
    if (plan instanceof SortRows sort) {
      RowSort order = sort.sort();
      return of(sort.getInput())
          .map(rows -> context -> RowSort.sort(context, rows.apply(context), order));
    }
    if (plan instanceof EnumerableCalc calc) {
      return columns(calc.getProgram())
          .flatMap(
              columns ->
                  of(calc.getInput()).map(rows -> context -> chosen(rows.apply(context), columns)));
    }
    return Optional.empty();
  }

  /** The columns of the input that are delivered, if nothing is computed or left out. */
  private static Optional<int[]> columns(RexProgram program) {
    if (program.getCondition() != null) {
      return Optional.empty();
    }
    List<RexNode> outputs = program.getProjectList().stream().map(program::expandLocalRef).toList();
    return outputs.stream().allMatch(RexInputRef.class::isInstance)
        ? Optional.of(
            outputs.stream().mapToInt(output -> ((RexInputRef) output).getIndex()).toArray())
        : Optional.empty();
  }

  private static Enumerable<Object[]> chosen(Enumerable<Object[]> rows, int[] columns) {
    return rows.select(
        row -> {
          Object[] output = new Object[columns.length];
          for (int i = 0; i < columns.length; i++) {
            output[i] = row[columns[i]];
          }
          return output;
        });
  }
}
