package io.tsdb.jdbc;

import java.sql.ParameterMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;

/** A query that was planned when it was prepared, executed with parameters any number of times. */
final class TsdbPreparedStatement extends ParameterSetters {

  /** Stands for a parameter that was never set; null is a value. */
  private static final Object UNBOUND = new Object();

  private final PreparedQuery query;
  private final Object[] values;

  TsdbPreparedStatement(TsdbConnection connection, PreparedQuery query, boolean scrollable) {
    super(connection, scrollable);
    this.query = query;
    this.values = new Object[query.parameters().size()];
    Arrays.fill(values, UNBOUND);
  }

  @Override
  void set(int number, Object value) throws SQLException {
    checkOpen();
    if (number < 1 || number > values.length) {
      throw TsdbParameterMetaData.noSuchParameter(values.length, number);
    }
    values[number - 1] = query.parameters().get(number - 1).convert(number, value);
  }

  @Override
  public void clearParameters() throws SQLException {
    checkOpen();
    Arrays.fill(values, UNBOUND);
  }

  @Override
  public ResultSet executeQuery() throws SQLException {
    checkOpen();
    for (int i = 0; i < values.length; i++) {
      if (values[i] == UNBOUND) {
        throw SqlState.UNBOUND_PARAMETER.error("Parameter " + (i + 1) + " has no value");
      }
    }
    begin();
    // Copied, since the execution may read them after the next set.
    return run(() -> query, values.clone());
  }

  @Override
  public boolean execute() throws SQLException {
    var unused = executeQuery();
    return true;
  }

  @Override
  public int executeUpdate() throws SQLException {
    throw noUpdate(query.sql());
  }

  @Override
  public long executeLargeUpdate() throws SQLException {
    throw noUpdate(query.sql());
  }

  @Override
  public void addBatch() throws SQLException {
    throw noUpdate(query.sql());
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new TsdbResultSetMetaData(query.columns());
  }

  @Override
  public ParameterMetaData getParameterMetaData() throws SQLException {
    checkOpen();
    return new TsdbParameterMetaData(query.parameters());
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    throw hasItsOwn();
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    throw hasItsOwn();
  }

  @Override
  SQLException noUpdate(String sql) throws SQLException {
    return query.sql().equals(sql) ? super.noUpdate(sql) : hasItsOwn();
  }

  private SQLException hasItsOwn() throws SQLException {
    checkOpen();
    return SqlState.NOT_SUPPORTED.error(
        "A prepared statement executes the SQL it was prepared with; use createStatement for other"
            + " SQL");
  }
}
