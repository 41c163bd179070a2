package io.tsdb.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;

/** What can be set on a statement. */
abstract class StatementSettings extends StatementUpdates {

  private final boolean scrollable;
  private long maxRows;
  private int maxFieldSize;
  private int fetchSize;
  private int fetchDirection = ResultSet.FETCH_FORWARD;
  private int queryTimeout;
  private boolean poolable = this instanceof PreparedStatement;
  private boolean closeOnCompletion;
  private SQLWarning warnings;

  StatementSettings(boolean scrollable) {
    this.scrollable = scrollable;
  }

  static int checkNotNegative(String name, int value) throws SQLException {
    if (value < 0) {
      throw SqlState.INVALID_ARGUMENT.error("Expected a " + name + " of 0 or more, found " + value);
    }
    return value;
  }

  static int checkFetchDirection(int direction) throws SQLException {
    if (direction != ResultSet.FETCH_FORWARD
        && direction != ResultSet.FETCH_REVERSE
        && direction != ResultSet.FETCH_UNKNOWN) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected a fetch direction of ResultSet: 1000 (forward), 1001 (reverse) or 1002"
              + " (unknown), found "
              + direction);
    }
    return direction;
  }

  final boolean isScrollable() {
    return scrollable;
  }

  final Duration timeLimit() {
    return Duration.ofSeconds(queryTimeout);
  }

  final long maxRows() {
    return maxRows;
  }

  final int maxFieldSize() {
    return maxFieldSize;
  }

  final int fetchSize() {
    return fetchSize;
  }

  final int fetchDirection() {
    return fetchDirection;
  }

  final void warn(SQLWarning warning) {
    if (warnings == null) {
      warnings = warning;
    } else {
      warnings.setNextWarning(warning);
    }
  }

  @Override
  public int getMaxRows() throws SQLException {
    checkOpen();
    return (int) Math.min(maxRows, Integer.MAX_VALUE);
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    checkOpen();
    return maxRows;
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    checkOpen();
    if (max < 0) {
      throw SqlState.INVALID_ARGUMENT.error(
          "Expected a maximum of rows of 0 (no limit) or more, found " + max);
    }
    maxRows = max;
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    checkOpen();
    return maxFieldSize;
  }

  /** Limits texts and bytes of result sets from now on; of texts it counts the bytes of UTF-8. */
  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    checkOpen();
    maxFieldSize = checkNotNegative("maximum field size", max);
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  /** Kept, and without effect: rows stream as they are read, whatever the size. */
  @Override
  public void setFetchSize(int rows) throws SQLException {
    checkOpen();
    fetchSize = checkNotNegative("fetch size", rows);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return fetchDirection;
  }

  /** A hint, kept and without effect: rows are fetched forward. */
  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    fetchDirection = checkFetchDirection(direction);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    checkOpen();
    return queryTimeout;
  }

  /** Limits the time spent in the driver from the statement's execution to its last row. */
  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    checkOpen();
    queryTimeout = checkNotNegative("query time-out in seconds", seconds);
  }

  /** Escapes such as {@code {ts '...'}} are part of the language and always read. */
  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    checkOpen();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    checkOpen();
    this.poolable = poolable;
  }

  @Override
  public boolean isPoolable() throws SQLException {
    checkOpen();
    return poolable;
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    checkOpen();
    closeOnCompletion = true;
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    checkOpen();
    return closeOnCompletion;
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return warnings;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
    warnings = null;
  }

  @Override
  public int getResultSetType() throws SQLException {
    checkOpen();
    return scrollable ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    checkOpen();
    return ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    checkOpen();
    return ResultSet.HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    checkOpen();
  }
}
