package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.GapFilling;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;

/**
 * Makes rows of empty time buckets: {@code time_bucket_gapfill}. Its input is sorted by groups, and
 * within each by time. See {@link GapFillRewrite} for where it comes from.
 */
final class GapFill extends SingleRel {

  private final GapFilling filling;

  private GapFill(RelTraitSet traits, RelNode input, GapFilling filling) {
    super(input.getCluster(), traits, input);
    this.filling = filling;
    this.rowType = rowType(input, filling);
  }

  static GapFill of(RelNode input, GapFilling filling) {
    return new GapFill(input.getCluster().traitSetOf(Convention.NONE), input, filling);
  }

  /** As the input, but what a row that is made may not have is null. */
  private static RelDataType rowType(RelNode input, GapFilling filling) {
    RelDataTypeFactory types = input.getCluster().getTypeFactory();
    RelDataTypeFactory.Builder builder = types.builder();
    for (RelDataTypeField field : input.getRowType().getFieldList()) {
      builder.add(
          field.getName(),
          field.getIndex() < filling.keys()
              ? field.getType()
              : types.createTypeWithNullability(field.getType(), true));
    }
    return builder.build();
  }

  GapFilling filling() {
    return filling;
  }

  @Override
  protected RelDataType deriveRowType() {
    return rowType(getInput(), filling);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new GapFill(traits, inputs.get(0), filling);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return explain(super.explainTerms(writer), filling);
  }

  static RelWriter explain(RelWriter writer, GapFilling filling) {
    return writer
        .item("keys", filling.keys())
        .item("bucket", filling.bucket())
        .item("fills", filling.fills())
        .item("buckets", filling.buckets());
  }

  @Override
  public void register(RelOptPlanner planner) {
    planner.addRule(GapFillRule.INSTANCE);
  }
}
