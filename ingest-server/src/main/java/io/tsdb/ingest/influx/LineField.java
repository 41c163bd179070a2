package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Labels;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;

/**
 * A field of a series, and the labels that its events have.
 *
 * @param key its key and the equals sign behind it, as written
 * @param name its key, escapes undone
 */
@SuppressWarnings("ArrayRecordComponent")
record LineField(byte[] key, String name, Labels labels) {

  /**
   * The field whose key stands there, an equals sign behind it.
   *
   * @param event has begun with the field's index; makes the labels
   */
  static LineField parse(LineSeries series, byte[] bytes, int start, int end, EventBuilder event)
      throws InvalidEventException, CharacterCodingException {
    String name = LineText.name(bytes, start, end);
    event.label("/measurement", "measurement", series.measurement());
    event.label("/" + Excerpt.of(name), "field", name);
    for (Map.Entry<String, String> tag : series.tags().entrySet()) {
      event.label("/" + Excerpt.of(tag.getKey()), tag.getKey(), tag.getValue());
    }
    return new LineField(Arrays.copyOfRange(bytes, start, end + 1), name, event.labels());
  }

  /** Whether the bytes from {@code at} on are its key, equals sign included. */
  boolean isAt(byte[] bytes, int at, int limit) {
    int end = at + key.length;
    return end <= limit && Arrays.equals(bytes, at, end, key, 0, key.length);
  }
}
