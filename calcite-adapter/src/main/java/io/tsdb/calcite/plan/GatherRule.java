package io.tsdb.calcite.plan;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;

/** Runs a {@link SegmentRead} as a {@link SegmentGather}. */
public final class GatherRule extends ConverterRule {

  static final Config OF_ROWS = config(EventsScan.class, "TsdbGatherRule");
  static final Config OF_GROUPS = config(PartialScan.class, "TsdbGatherGroupsRule");

  private GatherRule(Config config) {
    super(config);
  }

  private static Config config(Class<? extends SegmentRead> read, String description) {
    return Config.INSTANCE
        .withConversion(read, Convention.NONE, EnumerableConvention.INSTANCE, description)
        .withRuleFactory(GatherRule::new);
  }

  @Override
  public RelNode convert(RelNode node) {
    return SegmentGather.of((SegmentRead) node);
  }
}
