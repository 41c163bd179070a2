package io.tsdb.calcite.execute;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.schema.SchemaPlus;

/**
 * Reads a table beside {@code events}, as it stands in a plan. What it holds is found when the plan
 * runs, in the schema of the connection that runs it.
 *
 * @param table its name
 * @param shape what its columns were when the statement was planned, compared by {@code equals}
 * @param columns that are delivered
 */
public record TableRead(String table, Object shape, List<Integer> columns) {

  public TableRead {
    columns = List.copyOf(columns);
  }

  /** A schema of Calcite's that has such tables. */
  public interface Holder {

    /**
     * The rows of a table.
     *
     * @throws QueryException if it is gone, cannot be read, or has other columns by now
     */
    Enumerable<Object[]> rows(DataContext context, TableRead read);
  }

  /** The rows; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> rows(DataContext context, TableRead read) {
    SchemaPlus schema = context.getRootSchema().subSchemas().get(EventsSource.SCHEMA);
    if (schema == null) {
      throw new IllegalStateException("The connection has no schema " + EventsSource.SCHEMA);
    }
    return schema.unwrap(Holder.class).rows(context, read);
  }
}
