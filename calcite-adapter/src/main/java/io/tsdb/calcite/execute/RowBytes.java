package io.tsdb.calcite.execute;

import io.tsdb.calcite.aggregate.AggregateState;

/** About what rows take of the heap. */
final class RowBytes {

  private static final long REFERENCE_BYTES = 8;
  private static final long OBJECT_BYTES = 24;
  private static final long STRING_BYTES = 56;

  private RowBytes() {}

  /** About how many bytes a row takes, the longest form of texts assumed. */
  static long of(Object[] row) {
    long bytes = OBJECT_BYTES + REFERENCE_BYTES * (row.length + 1);
    for (Object value : row) {
      if (value instanceof String text) {
        bytes += STRING_BYTES + 2L * text.length();
      } else if (value instanceof AggregateState state) {
        bytes += state.bytes();
      } else if (value != null) {
        bytes += OBJECT_BYTES;
      }
    }
    return bytes;
  }
}
