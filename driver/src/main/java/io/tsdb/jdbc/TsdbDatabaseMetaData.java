package io.tsdb.jdbc;

import io.tsdb.calcite.TsdbSql;
import io.tsdb.calcite.function.FunctionDescription;
import io.tsdb.jdbc.SchemaTables.SchemaTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.calcite.rel.type.RelDataTypeField;

/** What an archive holds, for tools that draw a tree of it. There are no catalogs. */
final class TsdbDatabaseMetaData extends AbsentObjects {

  private static final List<Column> SCHEMA_COLUMNS = Column.list("TABLE_SCHEM TABLE_CATALOG");
  private static final List<Column> TABLE_COLUMNS =
      Column.list(
          "TABLE_CAT TABLE_SCHEM TABLE_NAME TABLE_TYPE REMARKS TYPE_CAT TYPE_SCHEM TYPE_NAME"
              + " SELF_REFERENCING_COL_NAME REF_GENERATION");
  private static final List<Column> COLUMN_COLUMNS =
      Column.list(
          "TABLE_CAT TABLE_SCHEM TABLE_NAME COLUMN_NAME DATA_TYPE:int TYPE_NAME COLUMN_SIZE:int"
              + " BUFFER_LENGTH:int DECIMAL_DIGITS:int NUM_PREC_RADIX:int NULLABLE:int REMARKS"
              + " COLUMN_DEF SQL_DATA_TYPE:int SQL_DATETIME_SUB:int CHAR_OCTET_LENGTH:int"
              + " ORDINAL_POSITION:int IS_NULLABLE SCOPE_CATALOG SCOPE_SCHEMA SCOPE_TABLE"
              + " SOURCE_DATA_TYPE:int IS_AUTOINCREMENT IS_GENERATEDCOLUMN");

  private static final List<Column> FUNCTION_COLUMNS =
      Column.list(
          "FUNCTION_CAT FUNCTION_SCHEM FUNCTION_NAME REMARKS FUNCTION_TYPE:int SPECIFIC_NAME");

  private final TsdbConnection connection;

  TsdbDatabaseMetaData(TsdbConnection connection) {
    this.connection = connection;
  }

  @Override
  ResultSet result(List<Column> columns, List<Object[]> rows) throws SQLException {
    return connection.metadataStatement().metadata(columns, rows);
  }

  @Override
  public String getURL() {
    return connection.url();
  }

  @Override
  public boolean usesLocalFiles() {
    return connection.url().startsWith(TsdbUrl.PREFIX + "file:");
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return result(Column.list("TABLE_CAT"), List.of());
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return result(
        Column.list("TABLE_TYPE"), List.of(new Object[] {"TABLE"}, new Object[] {"VIEW"}));
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    return result(TypeInfo.COLUMNS, TypeInfo.rows());
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  /**
   * The catalog is ignored in all calls, since tools pass on whatever they were configured with.
   */
  @Override
  public ResultSet getSchemas(String catalog, String schemaPattern) throws SQLException {
    Predicate<String> schemas = NamePattern.of(schemaPattern);
    List<Object[]> rows = new ArrayList<>();
    for (String schema : SchemaTables.schemas(connection)) {
      if (schemas.test(schema)) {
        rows.add(new Object[] {schema, null});
      }
    }
    return result(SCHEMA_COLUMNS, rows);
  }

  @Override
  public ResultSet getTables(
      String catalog, String schemaPattern, String tablePattern, String[] types)
      throws SQLException {
    List<Object[]> rows = new ArrayList<>();
    for (SchemaTable table : tables(schemaPattern, tablePattern)) {
      if (types == null
          || Arrays.stream(types).anyMatch(type -> table.type().equalsIgnoreCase(type))) {
        Object[] row = new Object[TABLE_COLUMNS.size()];
        row[1] = table.schema();
        row[2] = table.name();
        row[3] = table.type();
        row[4] = table.remarks();
        rows.add(row);
      }
    }
    // JDBC wants them by type first.
    rows.sort((a, b) -> ((String) a[3]).compareTo((String) b[3]));
    return result(TABLE_COLUMNS, rows);
  }

  private List<SchemaTable> tables(String schemaPattern, String tablePattern) throws SQLException {
    Predicate<String> schemas = NamePattern.of(schemaPattern);
    Predicate<String> names = NamePattern.of(tablePattern);
    return SchemaTables.tables(connection).stream()
        .filter(table -> schemas.test(table.schema()) && names.test(table.name()))
        .toList();
  }

  @Override
  public ResultSet getColumns(
      String catalog, String schemaPattern, String tablePattern, String columnPattern)
      throws SQLException {
    Predicate<String> columns = NamePattern.of(columnPattern);
    List<Object[]> rows = new ArrayList<>();
    for (SchemaTable table : tables(schemaPattern, tablePattern)) {
      for (RelDataTypeField field : table.columns(connection.types())) {
        if (columns.test(field.getName())) {
          rows.add(column(table, field));
        }
      }
    }
    return result(COLUMN_COLUMNS, rows);
  }

  private static Object[] column(SchemaTable table, RelDataTypeField field) {
    ColumnType type = ColumnType.of(field.getType());
    boolean nullable = type.nullable() == columnNullable;
    Object[] row = new Object[COLUMN_COLUMNS.size()];
    row[1] = table.schema();
    row[2] = table.name();
    row[3] = field.getName();
    row[4] = type.jdbcType();
    row[5] = type.name();
    row[6] = type.precision();
    row[8] = type.scale();
    row[9] = type.signed() ? 10 : null;
    row[10] = type.nullable();
    row[11] = table.remarks(field.getName());
    row[15] = type.kind() == ColumnType.Kind.TEXT ? type.precision() : null;
    row[16] = field.getIndex() + 1;
    row[17] = nullable ? "YES" : "NO";
    row[22] = "NO";
    row[23] = "NO";
    return row;
  }

  @Override
  public ResultSet getFunctions(String catalog, String schemaPattern, String namePattern)
      throws SQLException {
    Predicate<String> schemas = NamePattern.of(schemaPattern);
    Predicate<String> names = NamePattern.of(namePattern);
    List<Object[]> rows = new ArrayList<>();
    for (FunctionDescription function : FunctionDescription.ALL) {
      if (schemas.test(TsdbSql.SCHEMA) && names.test(function.name())) {
        rows.add(
            new Object[] {
              null,
              TsdbSql.SCHEMA,
              function.name(),
              function.form() + ": " + function.remarks(),
              (int) functionNoTable,
              function.name()
            });
      }
    }
    return result(FUNCTION_COLUMNS, rows);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Metadata of %s", connection.url());
  }
}
