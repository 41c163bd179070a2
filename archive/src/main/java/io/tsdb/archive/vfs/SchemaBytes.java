package io.tsdb.archive.vfs;

import io.tsdb.archive.range.RangeReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * All bytes that SQLite read of a segment to make its schema, written down as it read them. A
 * segment that agrees in them has the same tables with the same roots, so that a statement prepared
 * for the one is right for the other.
 *
 * <p>Header fields that differ from segment to segment and do not bear on the schema are left out:
 * change counter, page count, schema cookie and version-valid-for (file format, 1.3).
 */
final class SchemaBytes {

  /** Most bytes that are kept: the schema of a segment with 900 label columns has 100 KB. */
  static final int MOST = 1 << 20;

  private static final int[] LEFT_OUT = {
    OpenFile.CHANGE_COUNTER, 28, OpenFile.SCHEMA_COOKIE, OpenFile.VERSION_VALID_FOR
  };

  /** By offset in the file. */
  private final Map<Long, byte[]> reads = new TreeMap<>();

  private long size;

  /** Adds what SQLite read; the array must not be changed afterwards. */
  void add(long offset, byte[] bytes) {
    byte[] before = reads.get(offset);
    if (before == null || before.length < bytes.length) {
      size += bytes.length;
      if (isComplete()) {
        blank(offset, bytes);
        reads.put(offset, bytes);
      } else {
        reads.clear();
      }
    }
  }

  /** Whether all bytes could be kept. */
  boolean isComplete() {
    return size <= MOST;
  }

  /** Whether a segment has the same. */
  boolean matches(RangeReader segment) throws IOException {
    for (Map.Entry<Long, byte[]> read : reads.entrySet()) {
      byte[] expected = read.getValue();
      byte[] found = new byte[expected.length];
      int done =
          segment.read(
              read.getKey(),
              found.length,
              (block, from, length, at) -> System.arraycopy(block, from, found, at, length));
      blank(read.getKey(), found);
      if (done < found.length || !Arrays.equals(expected, found)) {
        return false;
      }
    }
    return true;
  }

  private static void blank(long offset, byte[] bytes) {
    for (int field : LEFT_OUT) {
      long at = field - offset;
      if (at + Integer.BYTES > 0 && at < bytes.length) {
        int from = (int) Math.max(0, at);
        Arrays.fill(bytes, from, (int) Math.min(bytes.length, at + Integer.BYTES), (byte) 0);
      }
    }
  }
}
