package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.execute.Demand;
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

  private final EventsScan scan;
  private final SegmentStatement statement;
  private final Demand demand;

  private SegmentGather(
      EventsScan scan, SegmentStatement statement, Demand demand, RelTraitSet traits) {
    super(scan.getCluster(), traits, ImmutableList.of(), scan.getTable());
    this.scan = scan;
    this.statement = statement;
    this.demand = demand;
    this.rowType = scan.getRowType();
  }

  static SegmentGather of(EventsScan scan) {
    return new SegmentGather(
        scan,
        new SegmentSql(scan).statement(),
        Demand.AS_READ,
        scan.getCluster().traitSetOf(EnumerableConvention.INSTANCE));
  }

  /** The same for a consumer of whom more is known. */
  SegmentGather with(Demand other) {
    return new SegmentGather(scan, statement, other, getTraitSet());
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
    return scan.getRowType();
  }

  @Override
  public double estimateRowCount(RelMetadataQuery mq) {
    return scan.estimateRowCount(mq);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    return scan.read().cost(planner, mq.getRowCount(this));
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return scan.read()
        .explain(super.explainTerms(writer))
        .item("sql", statement.sql())
        .itemIf("demand", demand, demand != Demand.AS_READ);
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new SegmentGather(scan, statement, demand, traits);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    Expression query =
        implementor.stash(new SegmentQuery(scan.source(), statement, demand), SegmentQuery.class);
    return ArrayRows.result(
        implementor, getRowType(), Expressions.call(ROWS, implementor.getRootExpression(), query));
  }
}
