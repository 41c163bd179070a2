package io.tsdb.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.jdbc.CalcitePrepare.CalciteSignature;
import org.apache.calcite.rel.type.RelDataTypeField;

/**
 * A statement parsed, validated, planned and compiled; it can be executed any number of times.
 *
 * @param sql as the user gave it
 */
record PreparedQuery(
    String sql,
    CalciteSignature<Object> signature,
    List<Column> columns,
    List<QueryParameter> parameters) {

  static PreparedQuery of(String sql, CalciteSignature<Object> signature) {
    List<Column> columns = new ArrayList<>();
    if (signature.rowType != null) {
      for (RelDataTypeField field : signature.rowType.getFieldList()) {
        ColumnMetaData origin = signature.columns.get(field.getIndex());
        columns.add(
            new Column(
                field.getName(),
                origin.columnName == null ? field.getName() : origin.columnName,
                origin.tableName == null ? "" : origin.tableName,
                origin.schemaName == null ? "" : origin.schemaName,
                ColumnType.of(field.getType())));
      }
    }
    List<QueryParameter> parameters =
        signature.parameters.stream().map(QueryParameter::of).toList();
    return new PreparedQuery(sql, signature, List.copyOf(columns), parameters);
  }
}
