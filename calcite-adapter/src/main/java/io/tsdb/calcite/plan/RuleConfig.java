package io.tsdb.calcite.plan;

import java.util.function.Function;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.tools.RelBuilderFactory;

/**
 * What a rule matches, as Calcite wants to be told.
 *
 * @param description name of the rule, distinct within a planner
 * @param operandSupplier the nodes that it matches
 * @param relBuilderFactory makes new nodes
 * @param rule makes the rule
 */
record RuleConfig(
    String description,
    RelRule.OperandTransform operandSupplier,
    RelBuilderFactory relBuilderFactory,
    Function<RuleConfig, RelOptRule> rule)
    implements RelRule.Config {

  RuleConfig(
      String description,
      RelRule.OperandTransform operandSupplier,
      Function<RuleConfig, RelOptRule> rule) {
    this(description, operandSupplier, RelFactories.LOGICAL_BUILDER, rule);
  }

  @Override
  public RelOptRule toRule() {
    return rule.apply(this);
  }

  @Override
  public RuleConfig withRelBuilderFactory(RelBuilderFactory factory) {
    return new RuleConfig(description, operandSupplier, factory, rule);
  }

  @Override
  public RuleConfig withDescription(String newDescription) {
    return new RuleConfig(newDescription, operandSupplier, relBuilderFactory, rule);
  }

  @Override
  public RuleConfig withOperandSupplier(RelRule.OperandTransform transform) {
    return new RuleConfig(description, transform, relBuilderFactory, rule);
  }
}
