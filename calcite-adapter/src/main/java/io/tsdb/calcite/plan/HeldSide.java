package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.HeldRows;
import io.tsdb.calcite.execute.JoinSide;
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

/** Holds the rows of a side of a join, for events on the other side to be chosen by. */
final class HeldSide extends SingleRel implements EnumerableRel {

  private static final Method HOLD = holdMethod();

  private final JoinSide side;

  HeldSide(RelTraitSet traits, RelNode input, JoinSide side) {
    super(input.getCluster(), traits, input);
    this.side = side;
  }

  private static Method holdMethod() {
    try {
      return HeldRows.class.getMethod("hold", DataContext.class, Enumerable.class, JoinSide.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("HeldRows.hold is missing", e);
    }
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new HeldSide(traits, inputs.get(0), side);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return ArrayRows.changed(
        implementor,
        this,
        rows ->
            Expressions.call(
                HOLD,
                implementor.getRootExpression(),
                rows,
                implementor.stash(side, JoinSide.class)));
  }
}
