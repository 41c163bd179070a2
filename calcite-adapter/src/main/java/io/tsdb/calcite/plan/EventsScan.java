package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentStatement;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/**
 * Reads {@code events}: one node, however many segments there are. It takes up the filters and
 * projections that SQLite computes ({@link EventsRules}); all of them are over the columns of the
 * table.
 */
public final class EventsScan extends TableScan implements SegmentRead {

  private final TimeRange restriction;
  private final EventColumns columns;
  private final EventsRead read;

  private EventsScan(
      RelOptCluster cluster,
      RelTraitSet traits,
      RelOptTable table,
      TimeRange restriction,
      EventColumns columns,
      EventsRead read) {
    super(cluster, traits, ImmutableList.of(), table);
    this.restriction = restriction;
    this.columns = columns;
    this.read = read;
    this.rowType = read.rowType();
  }

  /** All rows and columns of the table. */
  public static EventsScan create(
      RelOptCluster cluster, RelOptTable table, TimeRange restriction, EventColumns columns) {
    RexBuilder rexBuilder = cluster.getRexBuilder();
    RelDataType rowType = table.getRowType();
    List<RexNode> outputs = List.copyOf(rexBuilder.identityProjects(rowType));
    return new EventsScan(
        cluster,
        cluster.traitSetOf(Convention.NONE),
        table,
        restriction,
        columns,
        new EventsRead(List.of(), List.of(), List.of(), outputs, rowType));
  }

  /** The same table, read in another way. */
  EventsScan with(EventsRead other) {
    return new EventsScan(getCluster(), getTraitSet(), getTable(), restriction, columns, other);
  }

  /** The range of time that the connection shows. */
  TimeRange restriction() {
    return restriction;
  }

  @Override
  public SegmentStatement statement() {
    return new SegmentSql(this).statement();
  }

  @Override
  public List<SegmentFact> facts() {
    return List.of();
  }

  @Override
  public RelWriter explainRead(RelWriter writer) {
    return read.explain(writer);
  }

  EventColumns columns() {
    return columns;
  }

  EventsRead read() {
    return read;
  }

  SqliteExpressions expressions() {
    return new SqliteExpressions(columns, getCluster().getRexBuilder());
  }

  @Override
  public RelDataType deriveRowType() {
    return read.rowType();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return read.estimatedRows(getTable().getRowCount());
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return read.cost(planner, mq.getRowCount(this));
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return explainRead(super.explainTerms(writer));
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }

  @Override
  public void register(RelOptPlanner planner) {
    for (RelOptRule rule : EventsRules.ALL) {
      planner.addRule(rule);
    }
  }
}
