package io.tsdb.calcite.plan;

import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMdCollation;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;

/**
 * A nested loop join that is cheaper with its smaller side on the right, which is read again for
 * each row of the left. To Calcite both ways are the same.
 */
final class LoopJoin extends EnumerableNestedLoopJoin {

  /** Beside Calcite's own. */
  private static final double COST_FACTOR = 0.9;

  private LoopJoin(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode left,
      RelNode right,
      RexNode condition,
      Set<CorrelationId> variables,
      JoinRelType type) {
    super(cluster, traits, left, right, condition, variables, type);
  }

  /** An inner join; the inputs are in Enumerable convention. */
  static LoopJoin inner(
      RelNode left, RelNode right, RexNode condition, Set<CorrelationId> variables) {
    RelOptCluster cluster = left.getCluster();
    RelMetadataQuery metadata = cluster.getMetadataQuery();
    RelTraitSet traits =
        cluster
            .traitSetOf(EnumerableConvention.INSTANCE)
            .replaceIfs(
                RelCollationTraitDef.INSTANCE,
                () ->
                    RelMdCollation.enumerableNestedLoopJoin(
                        metadata, left, right, JoinRelType.INNER));
    return new LoopJoin(cluster, traits, left, right, condition, variables, JoinRelType.INNER);
  }

  @Override
  public EnumerableNestedLoopJoin copy(
      RelTraitSet traits,
      RexNode condition,
      RelNode left,
      RelNode right,
      JoinRelType type,
      boolean semiJoinDone) {
    return new LoopJoin(getCluster(), traits, left, right, condition, variablesSet, type);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
    RelOptCost cost = super.computeSelfCost(planner, metadata);
    return metadata.getRowCount(right) <= metadata.getRowCount(left)
        ? cost.multiplyBy(COST_FACTOR)
        : cost;
  }
}
