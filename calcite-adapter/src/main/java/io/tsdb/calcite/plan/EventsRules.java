package io.tsdb.calcite.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;

/** The rules by which {@link EventsScan} takes up what stands above it, and is run. */
final class EventsRules {

  static final List<RelOptRule> ALL =
      List.of(
          PushFilterRule.CONFIG.toRule(),
          PushProjectRule.CONFIG.toRule(),
          NarrowAggregateRule.CONFIG.toRule(),
          ListingAggregateRule.CONFIG.toRule(),
          SortRule.CONFIG.toRule(),
          GatherRule.DEFAULT.toRule(GatherRule.class));

  private EventsRules() {}
}
