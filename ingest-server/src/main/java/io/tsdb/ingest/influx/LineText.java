package io.tsdb.ingest.influx;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The text of names and strings in line protocol: strict UTF-8 with their <a
 * href="https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/#special-characters">escapes</a>
 * undone. A backslash before any other character stays.
 */
final class LineText {

  private LineText() {}

  /** A measurement: {@code \,} and {@code "\ "} are escapes. */
  static String measurement(byte[] bytes, int from, int to) throws CharacterCodingException {
    return undo(bytes, from, to, ", ");
  }

  /** A tag's key or value or a field's key: as in a measurement, and {@code \=}. */
  static String name(byte[] bytes, int from, int to) throws CharacterCodingException {
    return undo(bytes, from, to, ", =");
  }

  /** What stands between the quotes of a string: {@code \"} and {@code \\} are escapes. */
  static String string(byte[] bytes, int from, int to) throws CharacterCodingException {
    return undo(bytes, from, to, "\"\\");
  }

  private static String undo(byte[] bytes, int from, int to, String escaped)
      throws CharacterCodingException {
    int at = from;
    while (at < to && bytes[at] != '\\') {
      at++;
    }
    if (at == to) {
      return utf8(bytes, from, to);
    }
    byte[] plain = new byte[to - from];
    int length = 0;
    for (at = from; at < to; at++) {
      if (bytes[at] == '\\' && at + 1 < to && escaped.indexOf(bytes[at + 1]) >= 0) {
        at++;
      }
      plain[length++] = bytes[at];
    }
    return utf8(plain, 0, length);
  }

  private static String utf8(byte[] bytes, int from, int to) throws CharacterCodingException {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    // Stands for what is no UTF-8, unless it was sent as it is.
    if (text.indexOf('\uFFFD') >= 0) {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from));
    }
    return text;
  }
}
