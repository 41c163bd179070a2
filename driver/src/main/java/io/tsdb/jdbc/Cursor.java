package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Where a result set stands among its rows: before the first, on one, or after the last (JDBC 4.3,
 * section 15.2.2). Moves back are for rows that are scrollable.
 */
final class Cursor {

  private final NumberedRows rows;
  // 0 before the first row; their count and 1 after the last.
  private long position;
  private Object[] row;
  private boolean afterLast;

  Cursor(NumberedRows rows) {
    this.rows = rows;
  }

  /** The current row, or null where the cursor stands on none. */
  Object[] row() {
    return row;
  }

  /** Whether there was no further row for the last move. */
  boolean isBeyond() {
    return afterLast;
  }

  /** Whether it stands on a row then. */
  boolean next() throws SQLException {
    return !afterLast && to(position + 1);
  }

  /** A negative number counts from the last row; 0 is before the first. */
  boolean absolute(long number) throws SQLException {
    return to(number < 0 ? rows.count() + 1 + number : number);
  }

  boolean relative(long count) throws SQLException {
    return to(position + count);
  }

  void afterLast() throws SQLException {
    var unused = to(rows.count() + 1);
  }

  private boolean to(long number) throws SQLException {
    Optional<Object[]> found = number < 1 ? Optional.empty() : rows.get(number);
    row = found.orElse(null);
    afterLast = number >= 1 && found.isEmpty();
    position = afterLast ? rows.count() + 1 : Math.max(number, 0);
    return row != null;
  }

  /** No where there are no rows, as JDBC has it. */
  boolean isBeforeFirst() throws SQLException {
    return position == 0 && rows.get(1).isPresent();
  }

  /** No where there are no rows, as JDBC has it. */
  boolean isAfterLast() throws SQLException {
    return afterLast && rows.count() > 0;
  }

  boolean isFirst() {
    return row != null && position == 1;
  }

  /** May fetch one row ahead. */
  boolean isLast() throws SQLException {
    return row != null && rows.get(position + 1).isEmpty();
  }

  /** The number of the current row, from 1; 0 where there is none. */
  int number() {
    return row == null ? 0 : (int) Math.min(position, Integer.MAX_VALUE);
  }
}
