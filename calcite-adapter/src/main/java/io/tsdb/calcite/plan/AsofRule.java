package io.tsdb.calcite.plan;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.logical.LogicalAsofJoin;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Runs an ASOF join as {@link AsofRows}, where keys and match are columns of equal types. Calcite's
 * own rule is taken out of the planner: with {@code <} and {@code <=} it does not find the closest
 * row (1.42), and it compares all pairs.
 */
public final class AsofRule extends ConverterRule {

  static final RelOptRule INSTANCE =
      Config.INSTANCE
          .withConversion(
              LogicalAsofJoin.class,
              AsofRule::isOfColumns,
              Convention.NONE,
              EnumerableConvention.INSTANCE,
              "TsdbAsofRule")
          .withRuleFactory(AsofRule::new)
          .toRule(AsofRule.class);

  private AsofRule(Config config) {
    super(config);
  }

  private static boolean isOfColumns(AsofJoin join) {
    if (!join.analyzeCondition().isEqui()
        || !(join.getMatchCondition() instanceof RexCall match)
        || !match.getOperands().stream().allMatch(RexInputRef.class::isInstance)) {
      return false;
    }
    List<RelDataType> left =
        join.getLeft().getRowType().getFieldList().stream().map(field -> field.getType()).toList();
    List<RelDataType> right =
        join.getRight().getRowType().getFieldList().stream().map(field -> field.getType()).toList();
    boolean equal =
        join.analyzeCondition().pairs().stream()
            .allMatch(pair -> sameClass(left.get(pair.source), right.get(pair.target)));
    List<RexNode> sides = match.getOperands();
    return equal && sameClass(sides.get(0).getType(), sides.get(1).getType());
  }

  /** Whether values are objects of one class, so that Java compares them. */
  private static boolean sameClass(RelDataType left, RelDataType right) {
    return classOf(left.getSqlTypeName()) == classOf(right.getSqlTypeName());
  }

  private static SqlTypeName classOf(SqlTypeName type) {
    return switch (type) {
      case CHAR -> SqlTypeName.VARCHAR;
      case TINYINT, SMALLINT, INTEGER -> SqlTypeName.BIGINT;
      case REAL, FLOAT -> SqlTypeName.DOUBLE;
      default -> type;
    };
  }

  @Override
  public RelNode convert(RelNode node) {
    LogicalAsofJoin join = (LogicalAsofJoin) node;
    return AsofRows.of(join, enumerable(join.getLeft()), enumerable(join.getRight()));
  }

  private static RelNode enumerable(RelNode input) {
    return convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE));
  }
}
