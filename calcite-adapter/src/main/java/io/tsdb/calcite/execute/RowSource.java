package io.tsdb.calcite.execute;

import java.io.IOException;
import java.util.Optional;

/** Rows of many segments, for one consumer. */
interface RowSource {

  /**
   * The next row, empty after the last one.
   *
   * @throws IOException if a segment cannot be read
   */
  Optional<Object[]> next() throws IOException;

  /** Ends what is under way; from any thread. */
  void cancel();

  /**
   * Closes all segments; no thread works on them after. Closing again does nothing.
   *
   * @throws QueryException if a segment cannot be closed
   */
  void close();
}
