package io.tsdb.calcite.schema;

import io.tsdb.calcite.execute.TableRead;
import io.tsdb.calcite.plan.RowsScan;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.schema.TranslatableTable;
import org.apache.calcite.schema.impl.AbstractTable;

/** A table beside {@code events} whose rows are found when a plan runs. */
abstract class RowsTable extends AbstractTable implements TranslatableTable, DescribedTable {

  private final String name;

  RowsTable(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Tells apart what its columns may be, by {@code equals}. */
  abstract Object shape();

  /** The rows of the columns asked for. */
  abstract Enumerable<Object[]> rows(DataContext context, TableRead read);

  @Override
  public RelNode toRel(RelOptTable.ToRelContext context, RelOptTable table) {
    return RowsScan.create(context.getCluster(), table, name, shape());
  }
}
