package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.AsofMatch;
import io.tsdb.calcite.execute.AsofMatch.Unmatched;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.BiRel;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;

/** An ASOF join by {@link AsofMatch}. */
final class AsofRows extends BiRel implements EnumerableRel {

  private static final Method JOIN = joinMethod();

  private final AsofMatch match;

  private AsofRows(RelNode left, RelNode right, RelDataType rowType, AsofMatch match) {
    super(
        left.getCluster(),
        left.getCluster().traitSetOf(EnumerableConvention.INSTANCE),
        left,
        right);
    this.rowType = rowType;
    this.match = match;
  }

  /** The same join of inputs in Enumerable convention. */
  static AsofRows of(AsofJoin join, RelNode left, RelNode right) {
    int leftColumns = join.getLeft().getRowType().getFieldCount();
    JoinInfo keys = join.analyzeCondition();
    RexCall condition = (RexCall) join.getMatchCondition();
    int first = ((RexInputRef) condition.getOperands().get(0)).getIndex();
    int second = ((RexInputRef) condition.getOperands().get(1)).getIndex();
    Comparison how =
        switch (condition.getKind()) {
          case GREATER_THAN -> Comparison.GREATER;
          case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
          case LESS_THAN -> Comparison.LESS;
          case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
          default -> throw new IllegalStateException("No match condition: " + condition);
        };
    boolean leftFirst = first < leftColumns;
    AsofMatch match =
        new AsofMatch(
            keys.leftKeys,
            keys.rightKeys,
            leftFirst ? first : second,
            (leftFirst ? second : first) - leftColumns,
            leftFirst ? how : how.reversed(),
            join.getRight().getRowType().getFieldCount(),
            join.getJoinType().generatesNullsOnRight() ? Unmatched.WITH_NULLS : Unmatched.LEFT_OUT);
    return new AsofRows(left, right, join.getRowType(), match);
  }

  private static Method joinMethod() {
    try {
      return AsofMatch.class.getMethod(
          "join", DataContext.class, Enumerable.class, Enumerable.class, AsofMatch.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("AsofMatch.join is missing", e);
    }
  }

  @Override
  protected RelDataType deriveRowType() {
    return rowType;
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new AsofRows(inputs.get(0), inputs.get(1), rowType, match);
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return mq.getRowCount(getLeft());
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return planner.getCostFactory().makeCost(mq.getRowCount(this) / 2, 0, 0);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("match", match);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    BlockBuilder block = new BlockBuilder();
    return ArrayRows.result(
        implementor,
        getRowType(),
        block,
        Expressions.call(
            JOIN,
            implementor.getRootExpression(),
            rows(implementor, block, 0),
            rows(implementor, block, 1),
            implementor.stash(match, AsofMatch.class)));
  }

  private Expression rows(EnumerableRelImplementor implementor, BlockBuilder block, int input) {
    Result result =
        implementor.visitChild(this, input, (EnumerableRel) getInput(input), Prefer.ARRAY);
    return result.physType.convertTo(
        block.append(input == 0 ? "left" : "right", result.block), JavaRowFormat.ARRAY);
  }
}
