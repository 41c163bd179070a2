package io.tsdb.calcite.plan;

import io.tsdb.calcite.aggregate.AggregateState;
import io.tsdb.calcite.aggregate.StateFunction;
import io.tsdb.calcite.execute.RowsOrOne;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Gives the grand total of no rows, which Calcite's aggregate of several grouping sets leaves out:
 * of {@code ROLLUP}, {@code CUBE} and {@code GROUPING SETS (..., ())} the set without keys is one
 * group whatever there is to group (SQL:2016, 7.13).
 */
final class GrandTotal extends SingleRel implements EnumerableRel {

  private static final Method ROWS = rowsMethod();

  private final Aggregate aggregate;

  private GrandTotal(RelTraitSet traits, RelNode input, Aggregate aggregate) {
    super(input.getCluster(), traits, input);
    this.aggregate = aggregate;
  }

  /** A finished plan, with the totals that its aggregates leave out. */
  static RelNode complete(RelNode plan) {
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : plan.getInputs()) {
      RelNode completed = complete(input);
      changed |= completed != input;
      inputs.add(completed);
    }
    RelNode node = changed ? plan.copy(plan.getTraitSet(), inputs) : plan;
    return node instanceof EnumerableAggregate aggregate && leavesOutTotal(aggregate)
        ? new GrandTotal(node.getTraitSet(), node, aggregate)
        : node;
  }

  private static boolean leavesOutTotal(Aggregate aggregate) {
    return aggregate.getGroupCount() > 0
        && aggregate.getGroupSets().stream().anyMatch(set -> set.isEmpty());
  }

  private static Method rowsMethod() {
    try {
      return RowsOrOne.class.getMethod("rows", Enumerable.class, Object[].class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("RowsOrOne.rows is missing", e);
    }
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new GrandTotal(traits, inputs.get(0), aggregate);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Expression total = implementor.stash(ofNoRows(), Object[].class);
    return ArrayRows.changed(implementor, this, rows -> Expressions.call(ROWS, rows, total));
  }

  /** Null keys; counts of 0, other aggregates null. */
  private Object[] ofNoRows() {
    Object[] total = new Object[getRowType().getFieldCount()];
    int index = aggregate.getGroupCount();
    for (AggregateCall call : aggregate.getAggCallList()) {
      total[index] = ofNoRows(call);
      index++;
    }
    return total;
  }

  private static Object ofNoRows(AggregateCall call) {
    if (call.getAggregation() instanceof StateFunction function) {
      return AggregateState.of(function.state()).result();
    }
    SqlKind kind = call.getAggregation().getKind();
    return switch (kind) {
      case COUNT, SUM0, GROUP_ID -> number(0, call.getType());
      case GROUPING, GROUPING_ID -> number((1L << call.getArgList().size()) - 1, call.getType());
      default -> null;
    };
  }

  private static Object number(long number, RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return switch (name) {
      case BIGINT -> number;
      case INTEGER -> (int) number;
      case DOUBLE, FLOAT -> (double) number;
      case DECIMAL -> BigDecimal.valueOf(number);
      default ->
          throw new IllegalArgumentException("Expected a count or a sum of numbers, found " + type);
    };
  }
}
