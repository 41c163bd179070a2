package io.tsdb.calcite.plan;

import java.util.List;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil.InputFinder;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.util.ImmutableBitSet;

/** Has a {@link RowsScan} deliver no columns that the projection above does not need. */
public final class RowsColumnsRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbRowsColumnsRule",
          project ->
              project
                  .operand(LogicalProject.class)
                  .oneInput(scan -> scan.operand(RowsScan.class).noInputs()),
          RowsColumnsRule::new);

  private RowsColumnsRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalProject project = call.rel(0);
    RowsScan scan = call.rel(1);
    ImmutableBitSet used = InputFinder.bits(project.getProjects(), null);
    if (used.isEmpty()) {
      used = ImmutableBitSet.of(0); // a row has a column at least
    }
    if (used.cardinality() == scan.getRowType().getFieldCount()) {
      return;
    }
    ImmutableBitSet chosen = used;
    RexShuttle renumbered =
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef reference) {
            return new RexInputRef(chosen.indexOf(reference.getIndex()), reference.getType());
          }
        };
    List<RexNode> projects = renumbered.apply(project.getProjects());
    call.transformTo(
        call.builder()
            .push(scan.with(chosen.asList()))
            .project(projects, project.getRowType().getFieldNames(), true)
            .build());
  }
}
