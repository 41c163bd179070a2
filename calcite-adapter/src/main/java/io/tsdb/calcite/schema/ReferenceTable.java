package io.tsdb.calcite.schema;

import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.execute.TableRead;
import io.tsdb.calcite.reference.ReferenceColumn;
import io.tsdb.calcite.reference.ReferenceData;
import java.util.List;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Statistic;
import org.apache.calcite.schema.Statistics;
import org.apache.calcite.sql.type.SqlTypeName;

/** A table of reference data, read when its columns are first asked for. */
final class ReferenceTable extends RowsTable {

  private final String file;
  private final Supplier<ReferenceData> data;

  /**
   * @param file it comes from, for remarks
   * @param data reads it, or yields what was read
   */
  ReferenceTable(String name, String file, Supplier<ReferenceData> data) {
    super(name);
    this.file = file;
    this.data = data;
  }

  @Override
  Object shape() {
    return data.get().columns();
  }

  @Override
  public RelDataType getRowType(RelDataTypeFactory typeFactory) {
    RelDataTypeFactory.Builder builder = typeFactory.builder();
    for (ReferenceColumn column : data.get().columns()) {
      RelDataType type =
          switch (column.type()) {
            case BOOLEAN -> typeFactory.createSqlType(SqlTypeName.BOOLEAN);
            case BIGINT -> typeFactory.createSqlType(SqlTypeName.BIGINT);
            case DOUBLE -> typeFactory.createSqlType(SqlTypeName.DOUBLE);
            case TIMESTAMP -> typeFactory.createSqlType(SqlTypeName.TIMESTAMP, 3);
            case VARCHAR -> typeFactory.createSqlType(SqlTypeName.VARCHAR);
          };
      builder.add(column.name(), typeFactory.createTypeWithNullability(type, true));
    }
    return builder.build();
  }

  @Override
  public Statistic getStatistic() {
    return Statistics.of(data.get().rows().size(), List.of());
  }

  @Override
  Enumerable<Object[]> rows(DataContext context, TableRead read) {
    ReferenceData now = data.get();
    if (!now.columns().equals(read.shape())) {
      throw new QueryException(
          "The columns of table "
              + name()
              + " have changed since the statement was prepared: prepare it again");
    }
    int[] columns = read.columns().stream().mapToInt(Integer::intValue).toArray();
    return Linq4j.asEnumerable(now.rows()).select(row -> chosen(row, columns));
  }

  private static Object[] chosen(Object[] row, int[] columns) {
    Object[] chosen = new Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      chosen[i] = row[columns[i]];
    }
    return chosen;
  }

  @Override
  public String remarks() {
    return "Reference data of " + file;
  }

  @Override
  public String remarks(String column) {
    return "";
  }
}
