package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GapFilling;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;

/** Makes rows of empty time buckets by {@link GapFilling}. */
final class GapFillRows extends SingleRel implements EnumerableRel {

  private static final Method FILL = fillMethod();

  private final GapFilling filling;

  GapFillRows(RelNode input, RelDataType rowType, GapFilling filling) {
    super(input.getCluster(), input.getCluster().traitSetOf(EnumerableConvention.INSTANCE), input);
    this.rowType = rowType;
    this.filling = filling;
  }

  private static Method fillMethod() {
    try {
      return GapFilling.class.getMethod(
          "fill", DataContext.class, Enumerable.class, GapFilling.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("GapFilling.fill is missing", e);
    }
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new GapFillRows(inputs.get(0), rowType, filling);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return GapFill.explain(super.explainTerms(writer), filling);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Result input = implementor.visitChild(this, 0, (EnumerableRel) getInput(), Prefer.ARRAY);
    BlockBuilder block = new BlockBuilder();
    Expression arrays =
        input.physType.convertTo(block.append("rows", input.block), JavaRowFormat.ARRAY);
    return ArrayRows.result(
        implementor,
        getRowType(),
        block,
        Expressions.call(
            FILL,
            implementor.getRootExpression(),
            arrays,
            implementor.stash(filling, GapFilling.class)));
  }
}
