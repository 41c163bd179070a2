package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The rows of a result set, read once from first to last. */
interface Rows extends AutoCloseable {

  /** The next row, one value per column as Calcite holds it, or empty after the last. */
  Optional<Object[]> next() throws SQLException;

  /** Ends the reading, also while another thread waits for the next row. May be repeated. */
  @Override
  void close() throws SQLException;

  /** Rows that are in memory already. */
  static Rows of(List<Object[]> rows) {
    Iterator<Object[]> iterator = rows.iterator();
    return new Rows() {
      @Override
      public Optional<Object[]> next() {
        return iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty();
      }

      @Override
      public void close() {
        // Nothing is held open.
      }
    };
  }
}
