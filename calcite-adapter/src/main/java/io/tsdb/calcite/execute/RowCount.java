package io.tsdb.calcite.execute;

import org.apache.calcite.DataContext;

/** A number of rows that LIMIT or OFFSET gives: a literal, or a parameter of the query. */
public sealed interface RowCount {

  /** As many as there are. */
  record All() implements RowCount {}

  /** Known since planning. */
  record Fixed(long rows) implements RowCount {}

  /** The parameter of that name. */
  record Parameter(String name) implements RowCount {}

  /**
   * The number for one run.
   *
   * @throws QueryException if it is none
   */
  default long of(DataContext context) {
    if (this instanceof Fixed fixed) {
      return fixed.rows;
    }
    if (this instanceof Parameter parameter) {
      if (context.get(parameter.name) instanceof Number number && number.longValue() >= 0) {
        return number.longValue();
      }
      throw new QueryException(
          "Expected a number of rows for LIMIT or OFFSET, found " + context.get(parameter.name));
    }
    return Long.MAX_VALUE;
  }
}
