package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentStatement;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * Reads {@code events} as groups: a {@link PartialAggregate} of each segment. A group may come more
 * than once, from one segment too, so that a final aggregate has to stand above.
 */
final class PartialScan extends TableScan implements SegmentRead {

  /** Of the rows that are read; a guess, which only has to make aggregating early pay. */
  private static final double GROUPS = 0.01;

  /** Cost of reading a row for a group, beside {@link EventsRead}'s of delivering it. */
  private static final double ROW_COST = 2;

  private final EventsScan scan;
  private final PartialAggregate aggregate;

  PartialScan(EventsScan scan, PartialAggregate aggregate) {
    super(scan.getCluster(), scan.getTraitSet(), ImmutableList.of(), scan.getTable());
    this.scan = scan;
    this.aggregate = aggregate;
    this.rowType = aggregate.rowType();
  }

  @Override
  public RelDataType deriveRowType() {
    return aggregate.rowType();
  }

  @Override
  public SegmentStatement statement() {
    return new AggregateSql(scan, aggregate).statement();
  }

  @Override
  public List<SegmentFact> facts() {
    return facts(scan, aggregate);
  }

  /** What names of segments tell of the results; empty if they do not tell all. */
  static List<SegmentFact> facts(EventsScan scan, PartialAggregate aggregate) {
    boolean told = aggregate.keys().isEmpty() && new SegmentSql(scan).isOfTime();
    return told
        ? SqlFragment.all(aggregate.calls().stream().map(PartialScan::fact).toList())
            .orElse(List.of())
        : List.of();
  }

  private static Optional<SegmentFact> fact(PartialAggregate.Call call) {
    if (call.filter().isPresent()) {
      return Optional.empty();
    }
    boolean ofTime = call.argument().filter(EventColumns::isTime).isPresent();
    return switch (call.function()) {
      case COUNT -> call.argument().isEmpty() ? Optional.of(SegmentFact.ROWS) : Optional.empty();
      case MIN -> ofTime ? Optional.of(SegmentFact.FIRST_TIME) : Optional.empty();
      case MAX -> ofTime ? Optional.of(SegmentFact.LAST_TIME) : Optional.empty();
      case SUM, STATE -> Optional.empty();
    };
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return aggregate.keys().isEmpty()
        ? 1
        : Math.max(1, GROUPS * scan.read().estimatedRows(getTable().getRowCount()));
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    double cost = ROW_COST * scan.read().estimatedRows(getTable().getRowCount());
    return planner.getCostFactory().makeCost(cost, cost, 0);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return explainRead(super.explainTerms(writer));
  }

  @Override
  public RelWriter explainRead(RelWriter writer) {
    return aggregate.explain(scan.read().explainConditions(writer));
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }
}
