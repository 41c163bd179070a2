package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptPredicateList;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSimplify;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Takes out of a statement, before it is planned, what Calcite's planner fails at:
 *
 * <ul>
 *   <li>{@code ts = CASE WHEN 1 = 2 THEN ts END} becomes NULL. Calcite's own simplification stops
 *       at {@code ts = NULL}, which its metadata refuses.
 *   <li>{@code GROUPING(key)} without grouping sets becomes 0. Calcite leaves out a key that is
 *       fixed by WHERE, and then reads another field for it.
 * </ul>
 */
final class EarlySimplification {

  private EarlySimplification() {}

  /** The same statement, with the same columns. */
  static RelNode apply(RelNode statement) {
    return statement.accept(
        new RelHomogeneousShuttle() {
          @Override
          public RelNode visit(RelNode other) {
            RelNode visited = super.visit(other);
            RelNode simple = visited.accept(new Comparisons(visited.getCluster().getRexBuilder()));
            return simple instanceof LogicalAggregate aggregate
                ? withoutGrouping(aggregate)
                : simple;
          }
        });
  }

  private static RelNode withoutGrouping(LogicalAggregate aggregate) {
    List<AggregateCall> calls = aggregate.getAggCallList();
    if (!aggregate.getGroupSets().equals(List.of(aggregate.getGroupSet()))
        || calls.stream().noneMatch(EarlySimplification::isGrouping)) {
      return aggregate;
    }
    List<AggregateCall> others = calls.stream().filter(call -> !isGrouping(call)).toList();
    RelNode rest =
        aggregate.copy(
            aggregate.getTraitSet(),
            aggregate.getInput(),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            others);
    RexBuilder rexBuilder = aggregate.getCluster().getRexBuilder();
    int keys = aggregate.getGroupCount();
    List<RexNode> fields = new ArrayList<>();
    IntStream.range(0, keys).forEach(key -> fields.add(rexBuilder.makeInputRef(rest, key)));
    int next = keys;
    for (AggregateCall call : calls) {
      fields.add(
          isGrouping(call)
              ? rexBuilder.makeZeroLiteral(call.getType())
              : rexBuilder.makeInputRef(rest, next++));
    }
    return LogicalProject.create(
        rest, aggregate.getHints(), fields, aggregate.getRowType().getFieldNames(), Set.of());
  }

  private static boolean isGrouping(AggregateCall call) {
    return call.getAggregation().getKind() == SqlKind.GROUPING
        || call.getAggregation().getKind() == SqlKind.GROUPING_ID;
  }

  /** Simplifies CASE within comparisons, then comparisons with NULL. */
  private static final class Comparisons extends RexShuttle {

    private final RexBuilder rexBuilder;
    private final RexSimplify simplify;

    Comparisons(RexBuilder rexBuilder) {
      this.rexBuilder = rexBuilder;
      this.simplify = new RexSimplify(rexBuilder, RelOptPredicateList.EMPTY, RexUtil.EXECUTOR);
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
      return visited.clone(EarlySimplification.apply(visited.rel));
    }

    @Override
    public RexNode visitCall(RexCall call) {
      RexNode visited = super.visitCall(call);
      if (!(visited instanceof RexCall comparison) || !visited.isA(SqlKind.COMPARISON)) {
        return visited;
      }
      List<RexNode> sides =
          comparison.getOperands().stream()
              .map(side -> side.isA(SqlKind.CASE) ? simplify.simplifyPreservingType(side) : side)
              .toList();
      boolean isNull = sides.stream().anyMatch(RexUtil::isNull);
      return isNull ? rexBuilder.makeNullLiteral(comparison.getType()) : visited;
    }
  }
}
