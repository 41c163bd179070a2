package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GroupedRows;
import io.tsdb.calcite.execute.SetOperation;
import io.tsdb.calcite.memory.MemoryUse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.util.BuiltInMethod;

/** INTERSECT or EXCEPT by {@link SetOperation}. */
final class SetRows extends AbstractRelNode implements EnumerableRel {

  private static final Method ROWS = rowsMethod();

  private final List<RelNode> sides;
  private final SetOperation operation;

  /** The same as Calcite's operator, of inputs in Enumerable convention. */
  SetRows(SetOp set, List<RelNode> sides) {
    this(
        set,
        sides,
        new SetOperation(
            set instanceof Minus ? SetOperation.Kind.EXCEPT : SetOperation.Kind.INTERSECT,
            set.all,
            new GroupedRows.Operator(MemoryUse.SET_OPERATION)));
  }

  private SetRows(RelNode like, List<RelNode> sides, SetOperation operation) {
    super(like.getCluster(), like.getTraitSet());
    this.rowType = like.getRowType();
    this.sides = List.copyOf(sides);
    this.operation = operation;
  }

  private static Method rowsMethod() {
    try {
      return SetOperation.class.getMethod(
          "rows", DataContext.class, List.class, SetOperation.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("SetOperation.rows is missing", e);
    }
  }

  @Override
  public List<RelNode> getInputs() {
    return sides;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new SetRows(this, inputs, operation);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    List<Expression> rows = new ArrayList<>();
    for (int i = 0; i < sides.size(); i++) {
      Result side = implementor.visitChild(this, i, (EnumerableRel) sides.get(i), Prefer.ARRAY);
      rows.add(side.physType.convertTo(block.append("side" + i, side.block), JavaRowFormat.ARRAY));
    }
    return ArrayRows.result(
        implementor,
        getRowType(),
        block,
        Expressions.call(
            ROWS,
            Arrays.asList(
                implementor.getRootExpression(),
                Expressions.call(BuiltInMethod.ARRAYS_AS_LIST.method, rows),
                implementor.stash(operation, SetOperation.class))));
  }
}
