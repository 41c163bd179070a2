package io.tsdb.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Struct;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * What can be set on a connection. A read-only archive has no transactions: what concerns them is
 * accepted and has no effect, since pools and tools do it without asking.
 */
abstract class ConnectionSettings implements Connection {

  private final Properties clientInfo = new Properties();
  private Map<String, Class<?>> typeMap = new HashMap<>();
  private boolean autoCommit = true;
  // Guarded by this: statements of several threads may be made at once.
  private SQLWarning warnings;

  static final String STAYS_OPEN = "Result sets stay open over a commit";

  abstract void checkOpen() throws SQLException;

  static void checkHoldability(int holdability) throws SQLException {
    if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT
        && holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected a result set holdability of ResultSet: 1 (hold over commit) or 2 (close at"
              + " commit), found "
              + holdability);
    }
  }

  /** Each message once, so that a pool which never clears them collects no more. */
  final synchronized void warn(String message) {
    for (SQLWarning known = warnings; known != null; known = known.getNextWarning()) {
      if (message.equals(known.getMessage())) {
        return;
      }
    }
    SQLWarning warning = new SQLWarning(message, SqlState.NOT_SUPPORTED.code());
    if (warnings == null) {
      warnings = warning;
    } else {
      warnings.setNextWarning(warning);
    }
  }

  @Override
  public void setAutoCommit(boolean autoCommit) throws SQLException {
    checkOpen();
    this.autoCommit = autoCommit;
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    checkOpen();
    return autoCommit;
  }

  @Override
  public void commit() throws SQLException {
    checkOpen();
  }

  @Override
  public void rollback() throws SQLException {
    checkOpen();
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    checkOpen();
  }

  /** Always: an archive is written through an ingest server only. */
  @Override
  public boolean isReadOnly() throws SQLException {
    checkOpen();
    return true;
  }

  /** Any level is accepted: what is read never changes within a statement. */
  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    checkOpen();
    switch (level) {
      case TRANSACTION_NONE,
          TRANSACTION_READ_UNCOMMITTED,
          TRANSACTION_READ_COMMITTED,
          TRANSACTION_REPEATABLE_READ,
          TRANSACTION_SERIALIZABLE -> {
        // There are no transactions to isolate.
      }
      default ->
          throw SqlState.INVALID_ARGUMENT.error(
              "Expected a transaction isolation of Connection: 0, 1, 2, 4 or 8, found " + level);
    }
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    checkOpen();
    return TRANSACTION_NONE;
  }

  /** The one that there is no way to have is accepted, with a warning. */
  @Override
  public void setHoldability(int holdability) throws SQLException {
    checkOpen();
    checkHoldability(holdability);
    if (holdability != ResultSet.HOLD_CURSORS_OVER_COMMIT) {
      warn(STAYS_OPEN);
    }
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return ResultSet.HOLD_CURSORS_OVER_COMMIT;
  }

  /** There are no catalogs: any name is accepted and ignored. */
  @Override
  public void setCatalog(String catalog) throws SQLException {
    checkOpen();
  }

  @Override
  public String getCatalog() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    checkOpen();
    return typeMap;
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    checkOpen();
    typeMap = map == null ? new HashMap<>() : map;
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    checkOpen();
    return sql;
  }

  @Override
  public synchronized SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings;
  }

  @Override
  public synchronized void clearWarnings() throws SQLException {
    checkOpen();
    warnings = null;
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    checkOpenForClientInfo();
    if (name != null && value != null) {
      clientInfo.setProperty(name, value);
    } else if (name != null) {
      clientInfo.remove(name);
    }
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    checkOpenForClientInfo();
    clientInfo.clear();
    if (properties != null) {
      clientInfo.putAll(properties);
    }
  }

  private void checkOpenForClientInfo() throws SQLClientInfoException {
    try {
      checkOpen();
    } catch (SQLException e) {
      throw new SQLClientInfoException(e.getMessage(), e.getSQLState(), Map.of(), e);
    }
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    checkOpen();
    return name == null ? null : clientInfo.getProperty(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    checkOpen();
    Properties copy = new Properties();
    copy.putAll(clientInfo);
    return copy;
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    throw unknown("savepoints");
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    throw unknown("savepoints");
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    throw unknown("savepoints");
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    throw unknown("savepoints");
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    throw unknown("stored procedures");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    throw unknown("stored procedures");
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    throw unknown("stored procedures");
  }

  @Override
  public Clob createClob() throws SQLException {
    throw unknown("CLOB values");
  }

  @Override
  public Blob createBlob() throws SQLException {
    throw unknown("BLOB values");
  }

  @Override
  public NClob createNClob() throws SQLException {
    throw unknown("NCLOB values");
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    throw unknown("XML values");
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    throw unknown("array values");
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    throw unknown("structured values");
  }

  private SQLException unknown(String feature) throws SQLException {
    checkOpen();
    return SqlState.NOT_SUPPORTED.error("tsdb has no " + feature);
  }
}
