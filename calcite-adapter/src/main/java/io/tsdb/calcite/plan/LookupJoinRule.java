package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/** Makes inner joins a {@link LookupJoin} or, without equal keys, a {@link LoopJoin}. */
public final class LookupJoinRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbLookupJoinRule",
          join ->
              join.operand(LogicalJoin.class)
                  .predicate(candidate -> candidate.getJoinType() == JoinRelType.INNER)
                  .anyInputs(),
          LookupJoinRule::new);

  private LookupJoinRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalJoin join = call.rel(0);
    RexBuilder rexBuilder = join.getCluster().getRexBuilder();
    JoinInfo keys = join.analyzeCondition();
    RelNode left = enumerable(call, join.getLeft());
    RelNode right = enumerable(call, join.getRight());
    if (keys.leftKeys.isEmpty()) {
      call.transformTo(LoopJoin.inner(left, right, join.getCondition(), join.getVariablesSet()));
      return;
    }
    // as Calcite's own rule does: the generated code takes the keys from the front
    List<RexNode> conditions = new ArrayList<>();
    conditions.add(keys.getEquiCondition(join.getLeft(), join.getRight(), rexBuilder));
    conditions.addAll(keys.nonEquiConditions);
    call.transformTo(
        LookupJoin.inner(
            left,
            right,
            RexUtil.composeConjunction(rexBuilder, conditions),
            join.getVariablesSet()));
  }

  private static RelNode enumerable(RelOptRuleCall call, RelNode input) {
    return convert(
        call.getPlanner(), input, input.getTraitSet().replace(EnumerableConvention.INSTANCE));
  }
}
