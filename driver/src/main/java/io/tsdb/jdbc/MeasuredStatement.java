package io.tsdb.jdbc;

import io.tsdb.archive.range.QueryStatistics;
import java.sql.SQLException;

/**
 * A statement that tells what its last query has cost:
 *
 * <pre>{@code
 * QueryStatistics cost = statement.unwrap(MeasuredStatement.class).statistics();
 * }</pre>
 */
public interface MeasuredStatement {

  /**
   * The cost of the last execution: up to now while its rows are read, else up to its end. It may
   * be asked for from any thread.
   *
   * @throws SQLException if nothing was executed, or the statement has been closed
   */
  QueryStatistics statistics() throws SQLException;
}
