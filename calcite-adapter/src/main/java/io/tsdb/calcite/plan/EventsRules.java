package io.tsdb.calcite.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;

/** The rules by which {@link EventsScan} takes up what stands above it, and is run. */
final class EventsRules {

  static final List<RelOptRule> ALL =
      List.of(
          VarianceRule.CONFIG.toRule(),
          PushFilterRule.CONFIG.toRule(),
          PushProjectRule.CONFIG.toRule(),
          PartialAggregateRule.OF_SCAN.toRule(),
          PartialAggregateRule.OF_PROJECT.toRule(),
          NarrowAggregateRule.CONFIG.toRule(),
          SortRule.CONFIG.toRule(),
          LookupJoinRule.CONFIG.toRule(),
          GatherRule.OF_ROWS.toRule(GatherRule.class),
          GatherRule.OF_GROUPS.toRule(GatherRule.class));

  private EventsRules() {}
}
