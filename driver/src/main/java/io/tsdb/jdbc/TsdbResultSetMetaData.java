package io.tsdb.jdbc;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;

/** What the columns of a result set are. */
final class TsdbResultSetMetaData implements ResultSetMetaData {

  private final List<Column> columns;

  TsdbResultSetMetaData(List<Column> columns) {
    this.columns = columns;
  }

  private Column column(int number) throws SQLException {
    if (number < 1 || number > columns.size()) {
      throw TsdbResultSet.noSuchColumn(columns.size(), number);
    }
    return columns.get(number - 1);
  }

  @Override
  public int getColumnCount() {
    return columns.size();
  }

  @Override
  public String getColumnLabel(int number) throws SQLException {
    return column(number).label();
  }

  @Override
  public String getColumnName(int number) throws SQLException {
    // Spark and others select by this name from a sub-query, where only the label is known.
    return column(number).label();
  }

  @Override
  public String getTableName(int number) throws SQLException {
    return column(number).table();
  }

  @Override
  public String getSchemaName(int number) throws SQLException {
    return column(number).schema();
  }

  @Override
  public String getCatalogName(int number) throws SQLException {
    var unused = column(number);
    return "";
  }

  @Override
  public int getColumnType(int number) throws SQLException {
    return column(number).type().jdbcType();
  }

  @Override
  public String getColumnTypeName(int number) throws SQLException {
    return column(number).type().name();
  }

  @Override
  public String getColumnClassName(int number) throws SQLException {
    return column(number).type().kind().javaClass().getName();
  }

  @Override
  public int getPrecision(int number) throws SQLException {
    return column(number).type().precision();
  }

  @Override
  public int getScale(int number) throws SQLException {
    return column(number).type().scale();
  }

  @Override
  public int getColumnDisplaySize(int number) throws SQLException {
    return column(number).type().displaySize();
  }

  @Override
  public int isNullable(int number) throws SQLException {
    return column(number).type().nullable();
  }

  @Override
  public boolean isSigned(int number) throws SQLException {
    return column(number).type().signed();
  }

  @Override
  public boolean isCaseSensitive(int number) throws SQLException {
    return column(number).type().kind() == ColumnType.Kind.TEXT;
  }

  @Override
  public boolean isSearchable(int number) throws SQLException {
    var unused = column(number);
    return true;
  }

  @Override
  public boolean isAutoIncrement(int number) throws SQLException {
    var unused = column(number);
    return false;
  }

  @Override
  public boolean isCurrency(int number) throws SQLException {
    var unused = column(number);
    return false;
  }

  @Override
  public boolean isReadOnly(int number) throws SQLException {
    var unused = column(number);
    return true;
  }

  @Override
  public boolean isWritable(int number) throws SQLException {
    var unused = column(number);
    return false;
  }

  @Override
  public boolean isDefinitelyWritable(int number) throws SQLException {
    var unused = column(number);
    return false;
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
