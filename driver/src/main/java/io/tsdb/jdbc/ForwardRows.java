package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Rows that are read once, from first to last. Only the one read last and the one after it can be
 * asked for, so a cursor may look one row ahead.
 */
final class ForwardRows implements NumberedRows {

  private final Rows rows;
  private Optional<Object[]> last = Optional.empty();
  private long count;
  private boolean exhausted;

  ForwardRows(Rows rows) {
    this.rows = rows;
  }

  @Override
  public Optional<Object[]> get(long number) throws SQLException {
    if (number == count && count > 0) {
      return last;
    }
    if (exhausted) {
      return Optional.empty();
    }
    Optional<Object[]> next = rows.next();
    if (next.isPresent()) {
      last = next;
      count++;
    } else {
      exhausted = true;
      // Everything that the query holds open can go, though the grid keeps the result set.
      rows.close();
    }
    return next;
  }

  /** How many were read, which are all of them once {@link #get} has answered none. */
  @Override
  public long count() {
    return count;
  }

  @Override
  public boolean scrollable() {
    return false;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}
