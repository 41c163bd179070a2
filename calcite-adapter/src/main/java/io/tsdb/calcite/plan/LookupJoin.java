package io.tsdb.calcite.plan;

import java.util.Set;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
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
import org.apache.calcite.util.Util;

/**
 * A hash join that is cheaper the fewer rows its right side has, since these are put into a table.
 * Calcite reckons the other way round and would put all events into one.
 */
final class LookupJoin extends EnumerableHashJoin {

  /** Beside Calcite's own. */
  private static final double COST_FACTOR = 0.9;

  private LookupJoin(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelNode left,
      RelNode right,
      RexNode condition,
      Set<CorrelationId> variables,
      JoinRelType type) {
    super(cluster, traits, left, right, condition, variables, type);
  }

  /** An inner join with at least one pair of keys; the inputs are in Enumerable convention. */
  static LookupJoin inner(
      RelNode left, RelNode right, RexNode condition, Set<CorrelationId> variables) {
    RelOptCluster cluster = left.getCluster();
    RelMetadataQuery metadata = cluster.getMetadataQuery();
    RelTraitSet traits =
        cluster
            .traitSetOf(EnumerableConvention.INSTANCE)
            .replaceIfs(
                RelCollationTraitDef.INSTANCE,
                () -> RelMdCollation.enumerableHashJoin(metadata, left, right, JoinRelType.INNER));
    return new LookupJoin(cluster, traits, left, right, condition, variables, JoinRelType.INNER);
  }

  @Override
  public EnumerableHashJoin copy(
      RelTraitSet traits,
      RexNode condition,
      RelNode left,
      RelNode right,
      JoinRelType type,
      boolean semiJoinDone) {
    return new LookupJoin(getCluster(), traits, left, right, condition, variablesSet, type);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
    double rows =
        metadata.getRowCount(this)
            + metadata.getRowCount(left)
            + Util.nLogN(metadata.getRowCount(right));
    return planner.getCostFactory().makeCost(COST_FACTOR * rows, 0, 0);
  }
}
