package io.tsdb.jdbc;

import java.sql.SQLException;
import java.util.Optional;

/** The rows of a result set by their number, from 1, read as far as they are asked for. */
interface NumberedRows extends AutoCloseable {

  /** The row of a number, or empty if there are fewer. */
  Optional<Object[]> get(long number) throws SQLException;

  /** How many there are; reads to the end where that is not known. */
  long count() throws SQLException;

  /** Whether rows that were left behind can be read again. */
  boolean scrollable();

  /** Ends the reading, also while another thread waits for a row. May be repeated. */
  @Override
  void close() throws SQLException;
}
