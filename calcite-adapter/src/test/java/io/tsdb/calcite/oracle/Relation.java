package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands in FROM.
 *
 * @param sql with its alias
 * @param columns that may be used
 */
record Relation(Sql sql, List<Column> columns) {

  /** Both relations' columns. */
  List<Column> with(Relation other) {
    List<Column> all = new ArrayList<>(columns);
    all.addAll(other.columns);
    return all;
  }
}
