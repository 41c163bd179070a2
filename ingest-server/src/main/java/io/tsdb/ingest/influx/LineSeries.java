package io.tsdb.ingest.influx;

import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A measurement with its tags, and the fields that points of it had. A point mostly has the fields
 * of the one before in the same order, so the one expected next is compared before any is looked
 * up.
 */
final class LineSeries {

  private final byte[] key;
  private final long hash;
  private final String measurement;
  private final Map<String, String> tags;
  private final Map<String, LineField> fields = new HashMap<>();
  private LineField[] order = new LineField[4];

  /**
   * @param key measurement and tags as written
   * @param measurement escapes undone
   * @param tags escapes undone
   */
  LineSeries(byte[] key, long hash, String measurement, Map<String, String> tags) {
    this.key = key;
    this.hash = hash;
    this.measurement = measurement;
    this.tags = tags;
  }

  /**
   * Takes measurement and tags apart.
   *
   * @param event has begun with the point's index
   */
  static LineSeries parse(byte[] bytes, int start, int end, long hash, EventBuilder event)
      throws InvalidEventException, CharacterCodingException {
    int stop = nameEnd(bytes, start, end, ',', ',');
    if (stop == start) {
      throw event.invalid("", "Expected a measurement at the start of the point, found none");
    }
    String measurement = LineText.measurement(bytes, start, stop);
    Map<String, String> tags = new LinkedHashMap<>();
    while (stop < end) {
      int keyEnd = nameEnd(bytes, stop + 1, end, '=', ',');
      int valueEnd = keyEnd == end ? end : nameEnd(bytes, keyEnd + 1, end, ',', '=');
      if (keyEnd == stop + 1
          || keyEnd == end
          || bytes[keyEnd] != '='
          || valueEnd == keyEnd + 1
          || (valueEnd < end && bytes[valueEnd] != ',')) {
        throw event.invalid(
            "", "Expected tags as key=value, none of them empty, separated by commas");
      }
      String tag = LineText.name(bytes, stop + 1, keyEnd);
      if (tags.put(tag, LineText.name(bytes, keyEnd + 1, valueEnd)) != null) {
        throw event.invalid(
            "/" + Excerpt.of(tag),
            "Expected each label once, found \"" + Excerpt.of(tag) + "\" again");
      }
      stop = valueEnd;
    }
    return new LineSeries(Arrays.copyOfRange(bytes, start, end), hash, measurement, tags);
  }

  /** Index of the first of two bytes that no backslash makes part of a name, or {@code to}. */
  private static int nameEnd(byte[] bytes, int from, int to, char stop, char otherStop) {
    int i = from;
    while (i < to && bytes[i] != stop && bytes[i] != otherStop) {
      i += isEscape(bytes, i) ? 2 : 1;
    }
    return Math.min(i, to);
  }

  /** Whether a backslash and what it makes part of a name are there. */
  static boolean isEscape(byte[] bytes, int i) {
    return bytes[i] == '\\' && (bytes[i + 1] == ',' || bytes[i + 1] == '=' || bytes[i + 1] == ' ');
  }

  long hash() {
    return hash;
  }

  String measurement() {
    return measurement;
  }

  Map<String, String> tags() {
    return tags;
  }

  boolean hasKey(byte[] bytes, int from, int to) {
    return Arrays.equals(bytes, from, to, key, 0, key.length);
  }

  /**
   * The field that stood at this place of an earlier point and is at hand again, or null.
   *
   * @param place of the point's fields, from 0
   */
  LineField expected(int place, byte[] bytes, int at, int limit) {
    LineField field = place < order.length ? order[place] : null;
    return field != null && field.isAt(bytes, at, limit) ? field : null;
  }

  /** The known field of this key, or null; expected at this place from now on. */
  LineField find(int place, byte[] bytes, int from, int to) {
    LineField field = fields.get(text(bytes, from, to));
    if (field != null) {
      expect(place, field);
    }
    return field;
  }

  void add(int place, LineField field) {
    fields.put(text(field.key(), 0, field.key().length - 1), field);
    expect(place, field);
  }

  private void expect(int place, LineField field) {
    if (place >= order.length) {
      order = Arrays.copyOf(order, Math.max(place + 1, 2 * order.length));
    }
    order[place] = field;
  }

  /** Different bytes give different texts, whatever they are. */
  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
