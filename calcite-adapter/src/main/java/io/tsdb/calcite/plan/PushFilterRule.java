package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.rules.DateRangeRules;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.tools.RelBuilder;

/**
 * Moves into a scan those conjuncts of a filter above it that SQLite decides exactly as Calcite
 * does. Of one that it decides only nearly, a necessary condition is moved and the filter stays.
 * Arrows, searches and buckets within a filter that stays become columns of the scan.
 */
public final class PushFilterRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbPushFilterRule",
          filter ->
              filter
                  .operand(LogicalFilter.class)
                  .oneInput(scan -> scan.operand(EventsScan.class).noInputs()),
          PushFilterRule::new);

  private PushFilterRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalFilter filter = call.rel(0);
    EventsScan scan = call.rel(1);
    Optional<RelNode> inRanges = inRanges(call, filter, scan);
    if (inRanges.isPresent()) {
      call.transformTo(inRanges.get());
      call.getPlanner().prune(filter);
      return;
    }
    SqliteExpressions expressions = scan.expressions();
    List<RexNode> filters = new ArrayList<>(scan.read().filters());
    List<RexNode> necessary = new ArrayList<>(scan.read().necessary());
    List<RexNode> rest = new ArrayList<>();
    for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
      RexNode overTable = OutputRewrite.expand(condition, scan);
      if (expressions.filter(overTable).isPresent()) {
        addNew(filters, overTable);
        continue;
      }
      rest.add(condition);
      if (expressions.necessary(overTable).isPresent()) {
        addNew(necessary, overTable);
      }
    }
    OutputRewrite outputs = new OutputRewrite(scan, scan.read().outputs());
    List<RexNode> remaining = rest.stream().map(condition -> condition.accept(outputs)).toList();
    EventsRead read = outputs.read().withFilters(filters, necessary);
    if (read.equals(scan.read()) && !remaining.isEmpty()) {
      return;
    }
    RelBuilder builder = call.builder().push(scan.with(read)).filter(remaining);
    if (outputs.changesOutputs()) {
      builder.project(
          builder.fields().subList(0, scan.getRowType().getFieldCount()),
          scan.getRowType().getFieldNames());
    }
    call.transformTo(builder.build());
    call.getPlanner().prune(filter);
  }

  /**
   * The filter with ranges of time in place of {@code EXTRACT(YEAR FROM ts) = 2024} and the like:
   * they say more. Empty if there is nothing to replace.
   */
  private static Optional<RelNode> inRanges(
      RelOptRuleCall call, LogicalFilter filter, EventsScan scan) {
    RexBuilder rexBuilder = scan.getCluster().getRexBuilder();
    RexNode ofDays = filter.getCondition().accept(new DayRanges(rexBuilder));
    RexNode replaced = DateRangeRules.replaceTimeUnits(rexBuilder, ofDays, "UTC");
    if (replaced.equals(filter.getCondition())) {
      return Optional.empty();
    }
    RelNode simplified = call.builder().push(scan).filter(replaced).build();
    boolean same =
        simplified instanceof Filter other && other.getCondition().equals(filter.getCondition());
    return same ? Optional.empty() : Optional.of(simplified);
  }

  private static void addNew(List<RexNode> conditions, RexNode condition) {
    if (!conditions.contains(condition)) {
      conditions.add(condition);
    }
  }
}
