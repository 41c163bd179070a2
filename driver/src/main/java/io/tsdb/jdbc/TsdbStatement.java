package io.tsdb.jdbc;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.calcite.execute.RowStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Executes queries, one at a time. Any thread may cancel or close it while another waits in it;
 * after a cancel it can be used again.
 */
class TsdbStatement extends StatementSettings implements MeasuredStatement {

  private static final Object[] NO_PARAMETERS = {};

  private final TsdbConnection connection;
  // Read by cancel() and close() of other threads.
  private volatile QueryExecution execution;
  private volatile TsdbResultSet result;
  private volatile boolean closed;

  /**
   * @param scrollable whether its result sets are TYPE_SCROLL_INSENSITIVE, else TYPE_FORWARD_ONLY
   */
  TsdbStatement(TsdbConnection connection, boolean scrollable) {
    super(scrollable);
    this.connection = connection;
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    begin();
    return run(
        () -> execution.plan(sql, () -> connection.prepare(sql, execution.cancelFlag())),
        NO_PARAMETERS);
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    var unused = executeQuery(sql);
    return true;
  }

  /** Where the statement to execute comes from. */
  interface Source {
    PreparedQuery get() throws SQLException;
  }

  /** Ends the last execution and makes ready for the next, so that it can be cancelled from now. */
  final void begin() throws SQLException {
    checkOpen();
    connection.checkOpen();
    clearWarnings();
    TsdbResultSet last = result;
    result = null;
    if (last != null) {
      last.close();
    }
    execution = connection.execution(timeLimit(), maxRows());
  }

  /** Executes after {@link #begin}. */
  final ResultSet run(Source source, Object[] parameters) throws SQLException {
    QueryExecution current = execution;
    try {
      PreparedQuery query = source.get();
      current.open(connection, query, parameters);
      NumberedRows numbered =
          isScrollable() ? new ScrollRows(current, RowStore.create()) : new ForwardRows(current);
      TsdbResultSet rows = new TsdbResultSet(this, query.columns(), numbered);
      result = rows;
      return rows;
    } catch (SQLException e) {
      current.close();
      throw e;
    }
  }

  /** The rows of a metadata query, as the result of this statement. */
  final ResultSet metadata(List<Column> columns, List<Object[]> rows) throws SQLException {
    closeOnCompletion();
    result = new TsdbResultSet(this, columns, new ForwardRows(Rows.of(rows)));
    return result;
  }

  void resultClosed(TsdbResultSet closedResult) throws SQLException {
    if (!closed && result == closedResult && isCloseOnCompletion()) {
      close();
    }
  }

  @Override
  SQLException noUpdate(String sql) throws SQLException {
    checkOpen();
    var unused = connection.prepare(sql);
    return SqlState.INVALID_STATEMENT.error(
        "The statement returns rows and changes nothing; run it by executeQuery");
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    checkOpen();
    return result;
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return getMoreResults(CLOSE_CURRENT_RESULT);
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    checkOpen();
    if (current < CLOSE_CURRENT_RESULT || current > CLOSE_ALL_RESULTS) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected of Statement: 1 (close current result), 2 (keep current result) or 3 (close all"
              + " results), found "
              + current);
    }
    TsdbResultSet last = result;
    result = null;
    if (last != null && current != KEEP_CURRENT_RESULT) {
      last.close();
    }
    return false;
  }

  /** An empty result: nothing is ever inserted. */
  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    checkOpen();
    return new TsdbStatement(connection, false).metadata(List.of(), List.of());
  }

  @Override
  public void cancel() throws SQLException {
    checkOpen();
    QueryExecution current = execution;
    if (current != null) {
      current.stop(SqlState.CANCELLED);
    }
  }

  @Override
  public QueryStatistics statistics() throws SQLException {
    checkOpen();
    QueryExecution last = execution;
    if (last == null) {
      throw SqlState.NO_CURRENT_ROW.error("The statement has run no query yet");
    }
    return last.statistics();
  }

  @Override
  public Connection getConnection() throws SQLException {
    checkOpen();
    return connection;
  }

  /** Whether a thread works on an execution now. */
  final boolean isExecuting() {
    QueryExecution current = execution;
    return current != null && current.isWorking();
  }

  @Override
  final void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.CLOSED.error("The statement has been closed");
    }
  }

  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    connection.statementClosed(this);
    QueryExecution current = execution;
    TsdbResultSet last = result;
    try {
      if (current != null) {
        current.close();
      }
    } finally {
      if (last != null) {
        last.close();
      }
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }
}
