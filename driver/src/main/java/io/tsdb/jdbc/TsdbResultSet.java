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

/** The rows of a query or of metadata, read forward only or in any order. */
final class TsdbResultSet extends GettersByNumber {

  private final TsdbStatement statement;
  private final List<Column> columns;
  private final NumberedRows rows;
  private final Cursor cursor;
  private final Map<String, Integer> numbers = new HashMap<>();
  private boolean wasNull;
  // Another thread may close it.
  private volatile boolean closed;
  private final int maxFieldSize;
  private int fetchSize;
  private int fetchDirection;

  /**
   * @param statement whose result this is, told when it is closed
   * @param rows closed with this
   */
  TsdbResultSet(TsdbStatement statement, List<Column> columns, NumberedRows rows) {
    this.statement = statement;
    this.columns = columns;
    this.rows = rows;
    this.cursor = new Cursor(rows);
    this.maxFieldSize = statement.maxFieldSize();
    this.fetchSize = statement.fetchSize();
    this.fetchDirection = rows.scrollable() ? statement.fetchDirection() : FETCH_FORWARD;
    for (int i = 0; i < columns.size(); i++) {
      // Of two columns with one label the first is meant, as JDBC has it.
      numbers.putIfAbsent(columns.get(i).label().toLowerCase(Locale.ROOT), i + 1);
    }
  }

  @Override
  public boolean next() throws SQLException {
    checkOpen();
    return cursor.next();
  }

  @Override
  Object value(int number) throws SQLException {
    Object[] row = cursor.row();
    if (row == null) {
      checkOpen();
      throw SqlState.NO_CURRENT_ROW.error(
          cursor.isBeyond()
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
    return maxFieldSize == 0 ? value : ColumnValue.limited(value, maxFieldSize);
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
    return cursor.isBeforeFirst();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    checkOpen();
    return cursor.isAfterLast();
  }

  @Override
  public boolean isFirst() throws SQLException {
    checkOpen();
    return cursor.isFirst();
  }

  @Override
  public boolean isLast() throws SQLException {
    checkOpen();
    return cursor.isLast();
  }

  @Override
  public int getRow() throws SQLException {
    checkOpen();
    return cursor.number();
  }

  @Override
  public void beforeFirst() throws SQLException {
    checkScrollable();
    var unused = cursor.absolute(0);
  }

  @Override
  public void afterLast() throws SQLException {
    checkScrollable();
    cursor.afterLast();
  }

  @Override
  public boolean first() throws SQLException {
    checkScrollable();
    return cursor.absolute(1);
  }

  @Override
  public boolean last() throws SQLException {
    checkScrollable();
    return cursor.absolute(-1);
  }

  @Override
  public boolean absolute(int number) throws SQLException {
    checkScrollable();
    return cursor.absolute(number);
  }

  @Override
  public boolean relative(int count) throws SQLException {
    checkScrollable();
    return cursor.relative(count);
  }

  @Override
  public boolean previous() throws SQLException {
    checkScrollable();
    return cursor.relative(-1);
  }

  private void checkScrollable() throws SQLException {
    checkOpen();
    if (!rows.scrollable()) {
      throw SqlState.NOT_SUPPORTED.error(
          "The result set is TYPE_FORWARD_ONLY and can only be read by next(); ask for"
              + " TYPE_SCROLL_INSENSITIVE when the statement is created");
    }
  }

  /** A hint, kept and without effect. */
  @Override
  public void setFetchDirection(int direction) throws SQLException {
    checkOpen();
    fetchDirection = StatementSettings.checkFetchDirection(direction);
    if (direction != FETCH_FORWARD) {
      checkScrollable();
    }
  }

  @Override
  public int getFetchDirection() throws SQLException {
    checkOpen();
    return fetchDirection;
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
    return rows.scrollable() ? TYPE_SCROLL_INSENSITIVE : TYPE_FORWARD_ONLY;
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
