package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.HeldInput;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.SingleRel;

/** Counts the rows that the operator above holds, by {@link HeldInput}. */
final class HeldInputRows extends SingleRel implements EnumerableRel {

  private static final Method COUNT = countMethod();

  private final HeldInput held;

  HeldInputRows(RelNode input, HeldInput held) {
    super(input.getCluster(), input.getTraitSet(), input);
    this.held = held;
  }

  private static Method countMethod() {
    try {
      return HeldInput.class.getMethod(
          "count", DataContext.class, Enumerable.class, HeldInput.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("HeldInput.count is missing", e);
    }
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new HeldInputRows(inputs.get(0), held);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return ArrayRows.changed(
        implementor,
        this,
        rows ->
            Expressions.call(
                COUNT,
                implementor.getRootExpression(),
                rows,
                implementor.stash(held, HeldInput.class)));
  }
}
