package io.tsdb.calcite.execute;

import io.tsdb.calcite.aggregate.AggregateState;
import java.util.List;
import org.apache.calcite.avatica.util.ByteString;

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
      bytes += ofValue(value);
    }
    return bytes;
  }

  /** About how many bytes a value takes. */
  static long ofValue(Object value) {
    if (value == null) {
      return 0;
    }
    if (value instanceof String text) {
      return STRING_BYTES + 2L * text.length();
    }
    if (value instanceof AggregateState state) {
      return state.bytes();
    }
    if (value instanceof Object[] values) {
      return of(values);
    }
    if (value instanceof List<?> list) {
      return OBJECT_BYTES + of(list.toArray());
    }
    return value instanceof ByteString bytes ? 2 * OBJECT_BYTES + bytes.length() : OBJECT_BYTES;
  }
}
