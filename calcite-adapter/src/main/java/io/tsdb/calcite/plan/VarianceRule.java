package io.tsdb.calcite.plan;

import io.tsdb.calcite.aggregate.StateFunction;
import io.tsdb.calcite.aggregate.StateKind;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.rules.SubstitutionRule;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Computes variances and standard deviations of DOUBLE by {@link StateKind}s. It goes before
 * Calcite's own rule, which makes sums of squares of them: see there what these lose.
 */
public final class VarianceRule extends RelRule<RuleConfig> implements SubstitutionRule {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbVarianceRule",
          aggregate ->
              aggregate
                  .operand(LogicalAggregate.class)
                  .predicate(VarianceRule::hasVariance)
                  .anyInputs(),
          VarianceRule::new);

  private VarianceRule(RuleConfig config) {
    super(config);
  }

  @Override
  public boolean autoPruneOld() {
    return true;
  }

  private static boolean hasVariance(LogicalAggregate aggregate) {
    return aggregate.getAggCallList().stream().anyMatch(call -> kind(call).isPresent());
  }

  private static Optional<StateKind> kind(AggregateCall call) {
    if (call.getType().getSqlTypeName() != SqlTypeName.DOUBLE || !call.getType().isNullable()) {
      return Optional.empty();
    }
    return switch (call.getAggregation().getKind()) {
      case STDDEV_POP -> Optional.of(StateKind.STDDEV_POP);
      case STDDEV_SAMP -> Optional.of(StateKind.STDDEV_SAMP);
      case VAR_POP -> Optional.of(StateKind.VAR_POP);
      case VAR_SAMP -> Optional.of(StateKind.VAR_SAMP);
      default -> Optional.empty();
    };
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalAggregate aggregate = call.rel(0);
    List<AggregateCall> calls =
        aggregate.getAggCallList().stream().map(VarianceRule::replaced).toList();
    call.transformTo(
        aggregate.copy(
            aggregate.getTraitSet(),
            aggregate.getInput(),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            calls));
  }

  private static AggregateCall replaced(AggregateCall call) {
    return kind(call)
        .map(
            kind ->
                AggregateCall.create(
                    call.getParserPosition(),
                    StateFunction.unary(kind, call.getType()),
                    call.isDistinct(),
                    call.isApproximate(),
                    call.ignoreNulls(),
                    call.rexList,
                    call.getArgList(),
                    call.filterArg,
                    call.distinctKeys,
                    call.getCollation(),
                    call.getType(),
                    call.getName()))
        .orElse(call);
  }
}
