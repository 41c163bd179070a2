package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GroupedRows;
import io.tsdb.calcite.memory.MemoryUse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.MethodCallExpression;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.InvalidRelException;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.util.BuiltInMethod;
import org.apache.calcite.util.ImmutableBitSet;

/** An aggregate whose groups are held by {@link GroupedRows}; all else is Calcite's. */
final class GroupRows extends EnumerableAggregate {

  private static final Method BY = method("by");
  private static final Method BY_EACH = method("byEach");
  private static final Method DISTINCT = method("distinct");
  private static final Method TOTAL = method("total");

  /** The comparer that may come after these is that of arrays, which the groups know. */
  private static final int ARGUMENTS = 4;

  private final GroupedRows.Operator operator;

  private GroupRows(
      RelTraitSet traits,
      RelNode input,
      ImmutableBitSet groupSet,
      List<ImmutableBitSet> groupSets,
      List<AggregateCall> calls,
      MemoryUse use)
      throws InvalidRelException {
    super(input.getCluster(), traits, input, groupSet, groupSets, calls);
    this.operator = new GroupedRows.Operator(use);
  }

  /** The same as Calcite's aggregate, of an input. */
  static GroupRows of(EnumerableAggregate aggregate, RelNode input) {
    return of(
        aggregate.getTraitSet(),
        input,
        aggregate.getGroupSets(),
        aggregate.getAggCallList(),
        MemoryUse.GROUPS);
  }

  /** The different rows of an input. */
  static GroupRows distinct(RelNode input, MemoryUse use) {
    ImmutableBitSet columns = ImmutableBitSet.range(input.getRowType().getFieldCount());
    return of(input.getTraitSet(), input, List.of(columns), List.of(), use);
  }

  private static GroupRows of(
      RelTraitSet traits,
      RelNode input,
      List<ImmutableBitSet> groupSets,
      List<AggregateCall> calls,
      MemoryUse use) {
    try {
      return new GroupRows(traits, input, ImmutableBitSet.union(groupSets), groupSets, calls, use);
    } catch (InvalidRelException e) {
      throw new IllegalStateException("Calcite has computed such an aggregate before", e);
    }
  }

  private static Method method(String name) {
    return Arrays.stream(GroupedRows.class.getMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("GroupedRows." + name + " is missing"));
  }

  /** Rows are arrays, since those of other forms cannot be put into files. */
  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    LastCall last = LastCall.of(super.implement(implementor, Prefer.ARRAY));
    List<Expression> arguments = new ArrayList<>();
    arguments.add(implementor.getRootExpression());
    arguments.add(implementor.stash(operator, GroupedRows.Operator.class));
    if (last.isOf(BuiltInMethod.DISTINCT.method) || last.isOf(BuiltInMethod.DISTINCT2.method)) {
      arguments.add(last.call().targetExpression);
      return last.replaced(implementor, Expressions.call(DISTINCT, arguments));
    }
    if (last.isOf(BuiltInMethod.GROUP_BY_MULTIPLE.method)) {
      arguments.addAll(last.call().expressions.subList(0, ARGUMENTS + 1));
      return last.replaced(implementor, Expressions.call(BY_EACH, arguments));
    }
    if (last.isOf(BuiltInMethod.SINGLETON_ENUMERABLE.method)) {
      MethodCallExpression aggregate = (MethodCallExpression) last.argument(0);
      arguments.add(aggregate.targetExpression);
      arguments.add(((MethodCallExpression) aggregate.expressions.get(0)).targetExpression);
      arguments.addAll(aggregate.expressions.subList(1, aggregate.expressions.size()));
      return last.replaced(implementor, Expressions.call(TOTAL, arguments));
    }
    if (!last.call().method.getName().equals(BuiltInMethod.GROUP_BY2.method.getName())) {
      throw new IllegalStateException("Expected an aggregate's call, found " + last.call());
    }
    arguments.add(last.call().targetExpression);
    arguments.addAll(last.call().expressions.subList(0, ARGUMENTS));
    return last.replaced(implementor, Expressions.call(BY, arguments));
  }
}
