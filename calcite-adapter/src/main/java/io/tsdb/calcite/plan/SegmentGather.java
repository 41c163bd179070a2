package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.execute.Demand;
import io.tsdb.calcite.execute.SegmentFact;
import io.tsdb.calcite.execute.SegmentQuery;
import io.tsdb.calcite.execute.SegmentStatement;
import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * Runs one statement in every segment that the query's time concerns, and gathers the rows. The
 * plan holds the statement; which segments there are is found when it runs.
 */
final class SegmentGather extends TableScan implements EnumerableRel {

  private static final Method ROWS = rowsMethod();

  /** One from the names, and one from each segment at the ends of the range. */
  private static final double ROWS_OF_FACTS = 3;

  private final EventsScan scan;
  private final SegmentStatement statement;
  private final List<SegmentFact> facts;
  private final Demand demand;

  private SegmentGather(
      EventsScan scan,
      SegmentStatement statement,
      List<SegmentFact> facts,
      RelDataType rowType,
      Demand demand) {
    super(
        scan.getCluster(),
        scan.getCluster().traitSetOf(EnumerableConvention.INSTANCE),
        ImmutableList.of(),
        scan.getTable());
    this.scan = scan;
    this.statement = statement;
    this.facts = facts;
    this.rowType = rowType;
    this.demand = demand;
  }

  static SegmentGather of(EventsScan scan) {
    return new SegmentGather(
        scan, new SegmentSql(scan).statement(), List.of(), scan.getRowType(), Demand.AS_READ);
  }

  /**
   * Gathers facts about the rows of a scan, which names of segments tell where all rows of a
   * segment fulfil the filters: these have to say no more than a range of time. Any number of rows
   * comes, each about some of the segments.
   *
   * @param rowType of the facts
   */
  static SegmentGather ofFacts(EventsScan scan, List<SegmentFact> facts, RelDataType rowType) {
    return new SegmentGather(
        scan, new SegmentSql(scan).facts(facts), facts, rowType, Demand.AS_READ);
  }

  /** The same for a consumer of whom more is known. */
  SegmentGather with(Demand other) {
    return new SegmentGather(scan, statement, facts, rowType, other);
  }

  private static Method rowsMethod() {
    try {
      return SegmentQuery.class.getMethod("rows", DataContext.class, SegmentQuery.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("SegmentQuery.rows is missing", e);
    }
  }

  @Override
  public RelDataType deriveRowType() {
    return rowType;
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return facts.isEmpty() ? scan.estimateRowCount(mq) : ROWS_OF_FACTS;
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return facts.isEmpty()
        ? scan.read().cost(planner, mq.getRowCount(this))
        : planner.getCostFactory().makeCost(ROWS_OF_FACTS, ROWS_OF_FACTS, 0);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return scan.read()
        .explain(super.explainTerms(writer))
        .item("sql", statement.sql())
        .itemIf("factsOfNames", facts, !facts.isEmpty())
        .itemIf("demand", demand, demand != Demand.AS_READ);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Expression query =
        implementor.stash(
            new SegmentQuery(scan.source(), statement, demand, facts), SegmentQuery.class);
    return ArrayRows.result(
        implementor, getRowType(), Expressions.call(ROWS, implementor.getRootExpression(), query));
  }
}
