package io.tsdb.jdbc;

import io.tsdb.calcite.TsdbSql;
import io.tsdb.calcite.reference.ReferenceException;
import io.tsdb.calcite.schema.DescribedTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.lookup.LikePattern;

/** The schemas and tables that a connection shows. */
final class SchemaTables {

  // Calcite puts a schema of this name beside ours; it describes Calcite, not the archive.
  private static final String CALCITE_METADATA = "metadata";

  /**
   * A table of a schema.
   *
   * @param type {@code TABLE} or {@code VIEW}
   * @param table of Calcite's
   */
  record SchemaTable(String schema, String name, String type, Table table) {

    /** What tells of it to a reader; of one that cannot be read, why. */
    String remarks() {
      return table instanceof DescribedTable described ? described.remarks() : "";
    }

    String remarks(String column) {
      return table instanceof DescribedTable described ? described.remarks(column) : "";
    }

    /**
     * The columns. A file of reference data is read for them; one that cannot be read has none, and
     * says so when it is queried.
     */
    List<RelDataTypeField> columns(RelDataTypeFactory types) {
      try {
        return table.getRowType(types).getFieldList();
      } catch (ReferenceException e) {
        return List.of();
      }
    }
  }

  private SchemaTables() {}

  /** Names of schemas, sorted. */
  static Set<String> schemas(TsdbConnection connection) throws SQLException {
    connection.checkOpen();
    Set<String> names =
        new TreeSet<>(
            connection.calcite().getRootSchema().subSchemas().getNames(LikePattern.any()));
    names.remove(CALCITE_METADATA);
    return names;
  }

  /**
   * Reads what the tables are, once, so that a connection which cannot read fails when it is made.
   *
   * @throws SQLException {@link SqlState#CANNOT_CONNECT} and its kin
   */
  static void read(TsdbConnection connection) throws SQLException {
    try {
      SchemaPlus schema = connection.calcite().getRootSchema().subSchemas().get(TsdbSql.SCHEMA);
      var unused = schema == null ? null : schema.tables().get("events");
    } catch (RuntimeException e) {
      throw QueryErrors.ofConnecting(e);
    }
  }

  /** All tables, sorted by schema and name. */
  static List<SchemaTable> tables(TsdbConnection connection) throws SQLException {
    try {
      return all(connection);
    } catch (RuntimeException e) {
      throw QueryErrors.of(e);
    }
  }

  private static List<SchemaTable> all(TsdbConnection connection) throws SQLException {
    SchemaPlus root = connection.calcite().getRootSchema();
    List<SchemaTable> tables = new ArrayList<>();
    for (String schemaName : schemas(connection)) {
      SchemaPlus schema = root.subSchemas().get(schemaName);
      if (schema == null) {
        continue;
      }
      for (String name : new TreeSet<>(schema.tables().getNames(LikePattern.any()))) {
        Table table = schema.tables().get(name);
        if (table != null) {
          tables.add(
              new SchemaTable(
                  schemaName,
                  name,
                  table.getJdbcTableType() == Schema.TableType.VIEW ? "VIEW" : "TABLE",
                  table));
        }
      }
    }
    return tables;
  }
}
