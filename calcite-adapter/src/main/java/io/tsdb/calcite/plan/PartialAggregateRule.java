package io.tsdb.calcite.plan;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;

/**
 * Splits an aggregate of {@code events}: each segment computes it for its own rows, and a final
 * aggregate above adds up.
 */
public final class PartialAggregateRule extends RelRule<RuleConfig> {

  static final RuleConfig OF_SCAN =
      new RuleConfig(
          "TsdbPartialAggregateRule",
          aggregate ->
              aggregate
                  .operand(LogicalAggregate.class)
                  .predicate(AggregateSplit::isPlain)
                  .oneInput(scan -> scan.operand(EventsScan.class).noInputs()),
          PartialAggregateRule::new);

  static final RuleConfig OF_PROJECT =
      new RuleConfig(
          "TsdbPartialAggregateOfProjectRule",
          aggregate ->
              aggregate
                  .operand(LogicalAggregate.class)
                  .predicate(AggregateSplit::isPlain)
                  .oneInput(
                      project ->
                          project
                              .operand(LogicalProject.class)
                              .predicate(candidate -> !candidate.containsOver())
                              .oneInput(scan -> scan.operand(EventsScan.class).noInputs())),
          PartialAggregateRule::new);

  private PartialAggregateRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalAggregate aggregate = call.rel(0);
    boolean projected = call.rels.length == 3;
    EventsScan scan = call.rel(projected ? 2 : 1);
    List<RexNode> inputs = scan.read().outputs();
    if (projected) {
      LogicalProject project = call.rel(1);
      inputs =
          project.getProjects().stream()
              .map(expression -> OutputRewrite.expand(expression, scan))
              .toList();
    }
    // What is only nearly decided in the segments would be decided above.
    if (!scan.read().necessary().isEmpty()) {
      return;
    }
    Optional<RelNode> split = AggregateSplit.of(aggregate, inputs, scan, call.builder());
    if (split.isPresent()) {
      call.transformTo(split.get());
      call.getPlanner().prune(aggregate);
    }
  }
}
