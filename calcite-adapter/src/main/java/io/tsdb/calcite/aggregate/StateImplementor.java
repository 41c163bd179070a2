package io.tsdb.calcite.aggregate;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.AggAddContext;
import org.apache.calcite.adapter.enumerable.AggContext;
import org.apache.calcite.adapter.enumerable.AggResetContext;
import org.apache.calcite.adapter.enumerable.AggResultContext;
import org.apache.calcite.adapter.enumerable.StrictAggImplementor;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Primitive;

/** Writes the code that feeds an {@link AggregateState}. Rows with a null argument are left out. */
final class StateImplementor extends StrictAggImplementor {

  private static final Method OF = method("of", StateKind.class);
  private static final Method COUNTED = method("counted", StateKind.class, DataContext.class);
  private static final Method ADD = method("take", Object.class, Object.class);
  private static final Method MERGE = method("takeAll", AggregateState.class);
  private static final Method RESULT = method("result");

  private final StateKind kind;
  private final boolean merges;
  private final boolean inWindow;

  /**
   * @param merges whether its argument is states
   * @param inWindow whether it is computed for each row again: such states are let go at once
   */
  StateImplementor(StateKind kind, boolean merges, boolean inWindow) {
    this.kind = kind;
    this.merges = merges;
    this.inWindow = inWindow;
  }

  private static Method method(String name, Class<?>... parameters) {
    try {
      return AggregateState.class.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("AggregateState." + name + " is missing", e);
    }
  }

  @Override
  protected boolean nonDefaultOnEmptySet(AggContext info) {
    return false;
  }

  @Override
  public List<Type> getNotNullState(AggContext info) {
    return List.of(AggregateState.class);
  }

  @Override
  protected void implementNotNullReset(AggContext info, AggResetContext reset) {
    Expression state = reset.accumulator().get(0);
    reset
        .currentBlock()
        .add(
            Expressions.statement(
                Expressions.assign(
                    state,
                    inWindow
                        ? Expressions.call(OF, Expressions.constant(kind))
                        : Expressions.call(
                            COUNTED, Expressions.constant(kind), DataContext.ROOT))));
  }

  @Override
  protected void implementNotNullAdd(AggContext info, AggAddContext add) {
    Expression state = add.accumulator().get(0);
    List<Expression> arguments = add.arguments();
    Expression value = Expressions.box(arguments.get(0));
    Expression call =
        merges
            ? Expressions.call(state, MERGE, Expressions.convert_(value, AggregateState.class))
            : Expressions.call(
                state,
                ADD,
                value,
                arguments.size() > 1 ? Expressions.box(arguments.get(1)) : value);
    add.currentBlock().add(Expressions.statement(call));
  }

  @Override
  protected Expression implementNotNullResult(AggContext info, AggResultContext result) {
    return Expressions.convert_(
        Expressions.call(result.accumulator().get(0), RESULT), Primitive.box(info.returnType()));
  }
}
