package io.tsdb.ingest.http;

import java.io.IOException;

/**
 * Writes the rows of a result, one after the other, in constant memory.
 *
 * <p>Values are as {@link ResultRow} delivers them: null, Boolean, Long, Double, BigDecimal or
 * String.
 */
public interface RowWriter {

  /** Writes a row. */
  void row(Object[] values) throws IOException;

  /** Writes what stands behind the last row. What lacks it can be known to be cut off, but CSV. */
  void end() throws IOException;
}
