package io.tsdb.calcite.plan;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/** Runs an {@link EventsScan} as a {@link SegmentGather}. */
public final class GatherRule extends ConverterRule {

  static final Config DEFAULT =
      Config.INSTANCE
          .withConversion(
              EventsScan.class, Convention.NONE, EnumerableConvention.INSTANCE, "TsdbGatherRule")
          .withRuleFactory(GatherRule::new);

  private GatherRule(Config config) {
    super(config);
  }

  @Override
  public RelNode convert(RelNode node) {
    return SegmentGather.of((EventsScan) node);
  }
}
