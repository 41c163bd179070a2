package io.tsdb.calcite.plan;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalSort;

/** Sorts with {@link SortRows}, where the keys are of plain types. */
public final class SortRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbSortRule",
          sort -> sort.operand(LogicalSort.class).predicate(SortRule::isPlain).anyInputs(),
          SortRule::new);

  private SortRule(RuleConfig config) {
    super(config);
  }

  private static boolean isPlain(LogicalSort sort) {
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      boolean plain =
          switch (sort.getRowType()
              .getFieldList()
              .get(key.getFieldIndex())
              .getType()
              .getSqlTypeName()) {
            case BOOLEAN,
                TINYINT,
                SMALLINT,
                INTEGER,
                BIGINT,
                DECIMAL,
                FLOAT,
                REAL,
                DOUBLE,
                CHAR,
                VARCHAR,
                DATE,
                TIME,
                TIMESTAMP ->
                true;
            default -> false;
          };
      if (!plain) {
        return false;
      }
    }
    return !sort.getCollation().getFieldCollations().isEmpty();
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalSort sort = call.rel(0);
    RelNode input = sort.getInput();
    call.transformTo(
        SortRows.of(
            convert(
                call.getPlanner(),
                input,
                input.getTraitSet().replace(EnumerableConvention.INSTANCE)),
            sort));
  }
}
