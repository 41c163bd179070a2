package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are handed over together by the thread that reads them: one by one would cost more than
 * reading them. For one thread at a time.
 */
final class RowBatch {

  static final RowBatch EMPTY = new RowBatch();

  private static final int MOST_ROWS = 256;
  private static final long MOST_BYTES = 256 * 1024;

  private final List<Object[]> rows = new ArrayList<>();
  private long bytes;
  private int next;

  static RowBatch of(Object[] row) {
    RowBatch batch = new RowBatch();
    batch.add(row);
    return batch;
  }

  void add(Object[] row) {
    rows.add(row);
    bytes += RowBytes.of(row);
  }

  boolean isFull() {
    return rows.size() >= MOST_ROWS || bytes >= MOST_BYTES;
  }

  int size() {
    return rows.size();
  }

  /** About what the rows take of the heap. */
  long bytes() {
    return bytes;
  }

  boolean hasNext() {
    return next < rows.size();
  }

  Object[] next() {
    return rows.get(next++);
  }
}
