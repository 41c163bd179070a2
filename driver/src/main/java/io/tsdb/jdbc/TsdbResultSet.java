package io.tsdb.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The rows of a query or of metadata, read forward only. */
final class TsdbResultSet extends GettersByNumber {

  private final TsdbStatement statement;
  private final List<Column> columns;
  private final Rows rows;
  private final Map<String, Integer> numbers = new HashMap<>();
  private Object[] row;
  private int rowNumber;
  private boolean afterLast;
  private boolean wasNull;
  // Another thread may close it.
  private volatile boolean closed;
  private int fetchSize;

  /**
   * @param statement whose result this is, told when it is closed
   * @param rows closed with this
   */
  TsdbResultSet(TsdbStatement statement, List<Column> columns, Rows rows, int fetchSize) {
    this.statement = statement;
    this.columns = columns;
    this.rows = rows;
    this.fetchSize = fetchSize;
    for (int i = 0; i < columns.size(); i++) {
      // Of two columns with one label the first is meant, as JDBC has it.
      numbers.putIfAbsent(columns.get(i).label().toLowerCase(Locale.ROOT), i + 1);
    }
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    if (afterLast) {
      return false;
    }
    Optional<Object[]> next = rows.next();
    row = next.orElse(null);
    if (row == null) {
      afterLast = true;
      // Everything that the query holds open can go, though the grid keeps the result set.
      rows.close();
      return false;
    }
    rowNumber++;
    return true;
  }

  @Override
  Object value(int number) throws SQLException {
    if (row == null) {
      checkOpen();
      throw SqlState.NO_CURRENT_ROW.error(
          afterLast
              ? "The result set has been read to its end"
              : "The result set stands before its first row; call next() first");
    }
    if (closed) {
      checkOpen();
    }
    if (number < 1 || number > columns.size()) {
      throw noSuchColumn(columns.size(), number);
    }
    Object value = row[number - 1];
    wasNull = value == null;
    return value;
  }

  static SQLException noSuchColumn(int count, int number) {
    return SqlState.NO_SUCH_INDEX.error(
        "Expected a column from 1 to " + count + ", found " + number);
  }

  @Override
  Column column(int number) {
    return columns.get(number - 1);
  }

  @Override
  public int findColumn(String label) throws SQLException {
    checkOpen();
    Integer number = label == null ? null : numbers.get(label.toLowerCase(Locale.ROOT));
    if (number == null) {
      throw SqlState.NO_SUCH_COLUMN.error(
          "Expected one of the columns "
              + String.join(", ", columns.stream().map(Column::label).toList())
              + ", found "
              + label);
    }
    return number;
  }

  private void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.CLOSED.error("The result set has been closed");
    }
  }

  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      try {
        rows.close();
      } finally {
        statement.resultClosed(this);
      }
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean wasNull() throws SQLException {
    checkOpen();
    return wasNull;
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    checkOpen();
    return new TsdbResultSetMetaData(columns);
  }

  @Override
  public Statement getStatement() throws SQLException {
    checkOpen();
    return statement;
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    checkOpen();
    return rowNumber == 0 && !afterLast;
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return afterLast && rowNumber > 0;
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return rowNumber == 1 && !afterLast;
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return afterLast ? 0 : rowNumber;
  }

  @Override
  public boolean isLast() throws SQLException {
    throw forwardOnly();
  }

  @Override
  public void beforeFirst() throws SQLException {
    throw forwardOnly();
  }

  @Override
  public void afterLast() throws SQLException {
    throw forwardOnly();
  }

  @Override
  public boolean first() throws SQLException {
    throw forwardOnly();
  }

  @Override
  public boolean last() throws SQLException {
    throw forwardOnly();
  }

  @Override
  public boolean absolute(int number) throws SQLException {
    throw forwardOnly();
  }

  @Override
  public boolean relative(int count) throws SQLException {
    throw forwardOnly();
  }

  @Override
  public boolean previous() throws SQLException {
    throw forwardOnly();
  }

  private SQLException forwardOnly() throws SQLException {
    checkOpen();
    return SqlState.NOT_SUPPORTED.error(
        "The result set is TYPE_FORWARD_ONLY: it can only be read by next()");
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    if (direction != FETCH_FORWARD) {
      throw forwardOnly();
    }
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return FETCH_FORWARD;
  }

  @Override
  public void setFetchSize(int rowCount) throws SQLException {
    checkOpen();
    fetchSize = TsdbStatement.checkNotNegative("fetch size", rowCount);
  }

  @Override
  public int getFetchSize() throws SQLException {
    checkOpen();
    return fetchSize;
  }

  @Override
  public int getType() throws SQLException {
    checkOpen();
    return TYPE_FORWARD_ONLY;
  }

  @Override
  public int getConcurrency() throws SQLException {
    checkOpen();
    return CONCUR_READ_ONLY;
  }

  @Override
  public int getHoldability() throws SQLException {
    checkOpen();
    return HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public String getCursorName() throws SQLException {
    throw SqlState.NOT_SUPPORTED.error("tsdb has no named cursors");
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    checkOpen();
    return null;
  }

  @Override
  public void clearWarnings() throws SQLException {
    checkOpen();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }

  /** For tests and debuggers: what it is, not its rows. */
  @Override
  public String toString() {
    return ResultSet.class.getSimpleName() + columns.stream().map(Column::label).toList();
  }
}
