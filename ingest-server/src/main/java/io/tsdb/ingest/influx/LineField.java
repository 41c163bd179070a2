package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Labels;
import java.util.Arrays;

/**
 * A field of a series, and the labels that its events have.
 *
 * @param key its key and the equals sign behind it, as written
 * @param name its key, escapes undone
 */
@SuppressWarnings("ArrayRecordComponent")
record LineField(byte[] key, String name, Labels labels) {

  /** Whether the bytes from {@code at} on are its key, equals sign included. */
  boolean isAt(byte[] bytes, int at, int limit) {
    int end = at + key.length;
    return end <= limit && Arrays.equals(bytes, at, end, key, 0, key.length);
  }
}
