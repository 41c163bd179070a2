package io.tsdb.ingest.http;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a result.
 *
 * @param name its label
 * @param type the name of its SQL type
 * @param sqlType that of {@link java.sql.Types}
 */
public record ResultColumn(String name, String type, int sqlType) {

  /** The columns of a result. */
  public static List<ResultColumn> of(ResultSetMetaData metadata) throws SQLException {
    List<ResultColumn> columns = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(
          new ResultColumn(
              metadata.getColumnLabel(i),
              metadata.getColumnTypeName(i),
              metadata.getColumnType(i)));
    }
    return List.copyOf(columns);
  }
}
