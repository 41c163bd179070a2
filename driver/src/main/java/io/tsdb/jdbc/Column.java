package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * A column of a result set.
 *
 * @param label what {@code AS} calls it, else its name
 * @param name in its table, or the label where it comes from none
 * @param table it comes from, or empty
 * @param schema of that table, or empty
 */
record Column(String label, String name, String table, String schema, ColumnType type) {

  /**
   * Columns of metadata.
   *
   * @param labels separated by blanks; {@code :int} or {@code :boolean} after one that is no text
   */
  static List<Column> list(String labels) {
    return Arrays.stream(labels.split(" ")).map(Column::of).toList();
  }

  private static Column of(String labelAndType) {
    int colon = labelAndType.indexOf(':');
    String label = colon < 0 ? labelAndType : labelAndType.substring(0, colon);
    ColumnType type =
        colon < 0
            ? ColumnType.TEXT
            : labelAndType.endsWith(":int") ? ColumnType.INTEGER : ColumnType.BOOLEAN;
    return new Column(label, label, "", "", type);
  }

  /** The error of a value that has no meaning as the type asked for. */
  SQLException cannotBe(String wanted) {
    return SqlState.INVALID_CAST.error(
        "Column " + label + " is " + type.name() + " and its value cannot be read as " + wanted);
  }
}
