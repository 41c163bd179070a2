package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.OuterLoop;
import java.lang.reflect.Method;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.JoinType;
import org.apache.calcite.linq4j.function.Function2;
import org.apache.calcite.linq4j.function.Predicate2;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.RelNode;

/** A nested loop of a RIGHT or FULL JOIN, by {@link OuterLoop}. */
final class OuterLoopJoin extends EnumerableNestedLoopJoin {

  private static final Method JOIN = joinMethod();

  OuterLoopJoin(EnumerableNestedLoopJoin join, RelNode left, RelNode right) {
    super(
        join.getCluster(),
        join.getTraitSet(),
        left,
        right,
        join.getCondition(),
        join.getVariablesSet(),
        join.getJoinType());
  }

  private static Method joinMethod() {
    try {
      return OuterLoop.class.getMethod(
          "join",
          Enumerable.class,
          Enumerable.class,
          Predicate2.class,
          Function2.class,
          JoinType.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("OuterLoop.join is missing", e);
    }
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    LastCall last = LastCall.of(super.implement(implementor, prefer));
    return last.replaced(implementor, Expressions.call(JOIN, last.call().expressions));
  }
}
