package io.tsdb.calcite.oracle;

import java.util.List;

/**
 * A statement without ORDER BY, whose columns are named {@code c1}, {@code c2}, ...
 *
 * @param sql {@code SELECT ...}
 * @param kinds of the columns
 */
record Table(Sql sql, List<Kind> kinds) {

  static String name(int index) {
    return "c" + (index + 1);
  }
}
