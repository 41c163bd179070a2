package io.tsdb.calcite.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Makes a scan deliver only the columns that a projection above it needs, and what SQLite extracts
 * for it. What else the projection computes stays above.
 */
public final class PushProjectRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbPushProjectRule",
          project ->
              project
                  .operand(LogicalProject.class)
                  .predicate(candidate -> !candidate.containsOver())
                  .oneInput(scan -> scan.operand(EventsScan.class).noInputs()),
          PushProjectRule::new);

  private PushProjectRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalProject project = call.rel(0);
    EventsScan scan = call.rel(1);
    OutputRewrite outputs = new OutputRewrite(scan, List.of());
    List<RexNode> remaining =
        project.getProjects().stream().map(expression -> expression.accept(outputs)).toList();
    outputs.requireColumn();
    EventsRead read = outputs.read();
    boolean nothingRemains =
        RexUtil.isIdentity(remaining, read.rowType()) && remaining.size() == read.outputs().size();
    if (nothingRemains) {
      call.transformTo(scan.with(read.withOutputs(read.outputs(), project.getRowType())));
      call.getPlanner().prune(project);
      return;
    }
    if (!outputs.changesOutputs()) {
      return;
    }
    RelNode replacement =
        call.builder()
            .push(scan.with(read))
            .project(remaining, project.getRowType().getFieldNames(), true)
            .build();
    call.transformTo(replacement);
    call.getPlanner().prune(project);
  }
}
