package io.tsdb.calcite.plan;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/** Runs a {@link GapFill} as {@link GapFillRows}. */
public final class GapFillRule extends ConverterRule {

  static final RelOptRule INSTANCE =
      Config.INSTANCE
          .withConversion(
              GapFill.class, Convention.NONE, EnumerableConvention.INSTANCE, "TsdbGapFillRule")
          .withRuleFactory(GapFillRule::new)
          .toRule(GapFillRule.class);

  private GapFillRule(Config config) {
    super(config);
  }

  @Override
  public RelNode convert(RelNode node) {
    GapFill fill = (GapFill) node;
    RelNode input = fill.getInput();
    return new GapFillRows(
        convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE)),
        fill.getRowType(),
        fill.filling());
  }
}
