package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.execute.TableRead;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;

/** Reads a table beside {@code events}, and of it only the columns in need. */
public final class RowsScan extends TableScan implements EnumerableRel {

  private static final Method ROWS = rowsMethod();

  private final TableRead read;

  private RowsScan(RelOptCluster cluster, RelOptTable table, TableRead read) {
    super(cluster, cluster.traitSetOf(EnumerableConvention.INSTANCE), ImmutableList.of(), table);
    this.read = read;
    this.rowType = deriveRowType();
  }

  /**
   * All columns of a table.
   *
   * @param shape see {@link TableRead}
   */
  public static RowsScan create(
      RelOptCluster cluster, RelOptTable table, String name, Object shape) {
    List<Integer> columns = IntStream.range(0, table.getRowType().getFieldCount()).boxed().toList();
    return new RowsScan(cluster, table, new TableRead(name, shape, columns));
  }

  private static Method rowsMethod() {
    try {
      return TableRead.class.getMethod("rows", DataContext.class, TableRead.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("TableRead.rows is missing", e);
    }
  }

  TableRead read() {
    return read;
  }

  /** Some of the columns that this one delivers. */
  RowsScan with(List<Integer> chosen) {
    return new RowsScan(
        getCluster(),
        getTable(),
        new TableRead(
            read.table(), read.shape(), chosen.stream().map(read.columns()::get).toList()));
  }

  @Override
  public RelDataType deriveRowType() {
    RelDataTypeFactory.Builder builder = getCluster().getTypeFactory().builder();
    for (int column : read.columns()) {
      builder.add(table.getRowType().getFieldList().get(column));
    }
    return builder.build();
  }

  /** Less for fewer columns, so that the planner leaves out what nobody needs. */
  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery mq) {
    double width = (read.columns().size() + 1.0) / (table.getRowType().getFieldCount() + 1.0);
    return super.computeSelfCost(planner, mq).multiplyBy(width);
  }

  @Override
  public RelWriter explainTerms(RelWriter writer) {
    return super.explainTerms(writer).item("columns", getRowType().getFieldNames());
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return this;
  }

  @Override
  public void register(RelOptPlanner planner) {
    planner.addRule(RowsColumnsRule.CONFIG.toRule());
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    return ArrayRows.result(
        implementor,
        getRowType(),
        Expressions.call(
            ROWS, implementor.getRootExpression(), implementor.stash(read, TableRead.class)));
  }
}
