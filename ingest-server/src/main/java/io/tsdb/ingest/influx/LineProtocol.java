package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventLimits;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Events as <a href="https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/">line
 * protocol</a>. A point's measurement becomes label {@code measurement}, its tags labels, and each
 * of its fields an event of its own with label {@code field}. Numbers, integers ({@code 1i}, {@code
 * 1u}) and booleans are values, strings are texts.
 *
 * <p>It reads bytes from left to right, once. A point whose end has not arrived is read again from
 * its start when more is there. Measurement and tags of a point are compared as bytes with those of
 * points before, and taken apart only where they are new.
 */
public final class LineProtocol implements EventSource {

  private static final int CUT = -1;
  private static final int END = -2;

  private static final String MORE_FIELDS =
      "Expected fields as key=value, none of them empty, separated by commas";
  private static final String NO_FIELDS =
      "Expected a space and a field such as value=1 behind measurement and tags";

  private final LineBuffer buffer;
  private final TimePrecision precision;
  private final OptionalLong received;
  private final EventBuilder event;
  private final LineSeriesCache known = new LineSeriesCache();

  private final List<Event> point = new ArrayList<>();
  private int next;

  // Of the point at hand, one for each of its fields.
  private Labels[] labels = new Labels[16];
  private double[] numbers = new double[16];
  private String[] texts = new String[16];
  private int fields;
  private int linesInStrings;

  private int at;
  private long lines;
  private long events;
  private boolean ended;

  /** For a file, which does not know when it was written: each point has its timestamp. */
  public LineProtocol(InputStream bytes, TimePrecision precision) {
    this(bytes, precision, OptionalLong.empty(), new EventBuilder());
  }

  /**
   * @param received epoch milliseconds, for points without a timestamp; they are refused where it
   *     is empty
   * @param event makes label sets
   */
  public LineProtocol(
      InputStream bytes, TimePrecision precision, OptionalLong received, EventBuilder event) {
    this.buffer = new LineBuffer(bytes);
    this.precision = precision;
    this.received = received;
    this.event = event;
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    if (next == point.size()) {
      point.clear();
      next = 0;
      if (!readPoint()) {
        return Optional.empty();
      }
    }
    return Optional.of(point.get(next++));
  }

  private boolean readPoint() throws InvalidEventException, IOException {
    while (!ended) {
      int start = skipBlank();
      if (start >= 0) {
        int end = take(start);
        if (end != CUT) {
          at = end;
          return true;
        }
      } else if (start == END) {
        ended = true;
        return false;
      }
      if (!buffer.more(at)) {
        ended = true;
        throw event.unreadable(
            lines + 1,
            "Expected lines of at most " + LineBuffer.POINT_BYTES + " bytes, found a longer one");
      }
      at = 0;
    }
    return false;
  }

  /** Passes over empty lines and comments, up to a point's start, {@link #CUT} or {@link #END}. */
  private int skipBlank() {
    byte[] bytes = buffer.bytes();
    while (true) {
      byte unit = bytes[at];
      if (unit == '#') {
        int end = at;
        while (bytes[end] != '\n') {
          end++;
        }
        if (buffer.isCut(end)) {
          return CUT;
        }
        at = end;
      } else if (unit == '\n') {
        if (at == buffer.limit()) {
          return buffer.ended() ? END : CUT;
        }
        lines++;
        at++;
      } else if (isBlank(unit) || isMark(bytes)) {
        at += unit < 0 ? 3 : 1;
      } else {
        return at;
      }
    }
  }

  /** Whether a byte order mark is at hand, at the very start. */
  private boolean isMark(byte[] bytes) {
    return lines == 0
        && events == 0
        && at + 3 <= buffer.limit()
        && bytes[at] == (byte) 0xEF
        && bytes[at + 1] == (byte) 0xBB
        && bytes[at + 2] == (byte) 0xBF;
  }

  private static boolean isBlank(byte unit) {
    return unit == ' ' || unit == '\t' || unit == '\r';
  }

  /**
   * Takes the point that starts there.
   *
   * @return where its line ends, or {@link #CUT}
   */
  private int take(int start) throws InvalidEventException, IOException {
    fields = 0;
    linesInStrings = 0;
    try {
      LineSeries series = series(start);
      if (series == null || !takeFields(series)) {
        at = start;
        return CUT;
      }
      long timestamp = timestamp();
      if (buffer.isCut(at)) {
        at = start;
        return CUT;
      }
      build(timestamp);
      return at;
    } catch (CharacterCodingException e) {
      InvalidEventException problem = invalid("", "Expected UTF-8, found bytes that are none");
      passLine();
      throw problem;
    } catch (InvalidEventException e) {
      if (e.rest() == Rest.UNREADABLE) {
        ended = true;
      } else {
        passLine();
      }
      throw e;
    }
  }

  /** Leaves a wrong point behind, up to the next line end; it may have to be read first. */
  private void passLine() throws IOException {
    lines += linesInStrings;
    while (buffer.bytes()[at] != '\n' || buffer.isCut(at)) {
      if (buffer.isCut(at)) {
        buffer.more(at);
        at = 0;
      } else {
        at++;
      }
    }
  }

  private InvalidEventException invalid(String pointer, String message) {
    event.begin(events + fields, lines + 1);
    return event.invalid(pointer, message);
  }

  /** The series at hand, and {@link #at} behind it; null if it is cut. */
  private LineSeries series(int start) throws InvalidEventException, CharacterCodingException {
    byte[] bytes = buffer.bytes();
    int end = SeriesScan.end(bytes, start);
    if (buffer.isCut(end)) {
      return null;
    }
    long hash = SeriesScan.hash(bytes, start, end);
    LineSeries series = known.find(bytes, start, end, hash);
    if (series == null) {
      at = end;
      series = newSeries(bytes, start, end, hash);
      known.add(series);
    }
    at = end;
    return series;
  }

  private LineSeries newSeries(byte[] bytes, int start, int end, long hash)
      throws InvalidEventException, CharacterCodingException {
    int stop = nameEnd(bytes, start, end, ',', ',');
    if (stop == start) {
      throw invalid("", "Expected a measurement at the start of the point, found none");
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
        throw invalid("", "Expected tags as key=value, none of them empty, separated by commas");
      }
      String key = LineText.name(bytes, stop + 1, keyEnd);
      if (tags.put(key, LineText.name(bytes, keyEnd + 1, valueEnd)) != null) {
        throw invalid(
            "/" + Excerpt.of(key),
            "Expected each label once, found \"" + Excerpt.of(key) + "\" again");
      }
      stop = valueEnd;
    }
    byte[] key = new byte[end - start];
    System.arraycopy(bytes, start, key, 0, key.length);
    return new LineSeries(key, hash, measurement, tags);
  }

  /** Index of the first of two bytes that no backslash makes part of a name, or {@code to}. */
  private static int nameEnd(byte[] bytes, int from, int to, char stop, char otherStop) {
    int i = from;
    while (i < to && bytes[i] != stop && bytes[i] != otherStop) {
      i += isEscape(bytes, i) ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private static boolean isEscape(byte[] bytes, int i) {
    return bytes[i] == '\\' && (bytes[i + 1] == ',' || bytes[i + 1] == '=' || bytes[i + 1] == ' ');
  }

  /** Takes all fields, and leaves {@link #at} behind them; false if they are cut. */
  private boolean takeFields(LineSeries series)
      throws InvalidEventException, CharacterCodingException {
    byte[] bytes = buffer.bytes();
    if (bytes[at] != ' ') {
      throw invalid("", NO_FIELDS);
    }
    while (bytes[at] == ' ') {
      at++;
    }
    while (true) {
      LineField field = series.expected(fields, bytes, at, buffer.limit());
      if (field == null) {
        field = lookUpField(series, bytes);
        if (field == null) {
          return false;
        }
      } else {
        at += field.key().length;
      }
      room();
      labels[fields] = field.labels();
      boolean whole = bytes[at] == '"' ? takeString(bytes, field) : takeNumber(bytes, field);
      if (!whole || buffer.isCut(at)) {
        return false;
      }
      fields++;
      if (bytes[at] != ',') {
        return true;
      }
      at++;
    }
  }

  private LineField lookUpField(LineSeries series, byte[] bytes)
      throws InvalidEventException, CharacterCodingException {
    int start = at;
    int end = start;
    while (bytes[end] != '=' && bytes[end] != ',' && bytes[end] != ' ' && bytes[end] != '\n') {
      end += isEscape(bytes, end) ? 2 : 1;
    }
    if (buffer.isCut(end)) {
      return null;
    }
    at = end;
    if (end == start || bytes[end] != '=') {
      throw invalid("", fields == 0 && end == start ? NO_FIELDS : MORE_FIELDS);
    }
    at = end + 1;
    LineField field = series.find(fields, bytes, start, end);
    if (field == null) {
      field = newField(series, bytes, start, end);
      series.add(fields, field);
      known.countField();
    }
    return field;
  }

  private LineField newField(LineSeries series, byte[] bytes, int start, int end)
      throws InvalidEventException, CharacterCodingException {
    String name = LineText.name(bytes, start, end);
    event.begin(events + fields, lines + 1);
    event.label("/measurement", "measurement", series.measurement());
    event.label("/" + Excerpt.of(name), "field", name);
    for (Map.Entry<String, String> tag : series.tags().entrySet()) {
      event.label("/" + Excerpt.of(tag.getKey()), tag.getKey(), tag.getValue());
    }
    byte[] key = new byte[end + 1 - start];
    System.arraycopy(bytes, start, key, 0, key.length);
    return new LineField(key, name, event.labels());
  }

  private void room() {
    if (fields == labels.length) {
      labels = Arrays.copyOf(labels, 2 * fields);
      numbers = Arrays.copyOf(numbers, 2 * fields);
      texts = Arrays.copyOf(texts, 2 * fields);
    }
  }

  private boolean takeNumber(byte[] bytes, LineField field) throws InvalidEventException {
    int start = at;
    int end = start;
    while (bytes[end] != ',' && bytes[end] != ' ' && bytes[end] != '\n') {
      end++;
    }
    if (buffer.isCut(end)) {
      return false;
    }
    at = end;
    if (bytes[end] == '\n' && end > start && bytes[end - 1] == '\r') {
      end--;
    }
    if (end == start) {
      throw invalid("", MORE_FIELDS);
    }
    double number = LineNumber.parse(bytes, start, end);
    if (!Double.isFinite(number)) {
      throw noNumber(bytes, start, end, number, field);
    }
    texts[fields] = null;
    numbers[fields] = number;
    return true;
  }

  private InvalidEventException noNumber(
      byte[] bytes, int start, int end, double number, LineField field) {
    return invalid(
        "/" + Excerpt.of(field.name()),
        Double.isNaN(number)
            ? "Expected a number, an integer such as 1i, a boolean or a quoted string, found \""
                + excerpt(bytes, start, end)
                + "\""
            : "Expected a number within +-1.7976931348623157e308, found a larger one");
  }

  private boolean takeString(byte[] bytes, LineField field)
      throws InvalidEventException, CharacterCodingException {
    int start = at + 1;
    int end = start;
    int limit = buffer.limit();
    while (end < limit && bytes[end] != '"') {
      linesInStrings += bytes[end] == '\n' ? 1 : 0;
      end += bytes[end] == '\\' ? 2 : 1;
    }
    if (end >= limit) {
      if (!buffer.ended()) {
        return false;
      }
      at = limit;
      throw invalid("", "Expected a quote at the end of a string field, found the end");
    }
    at = end + 1;
    byte behind = bytes[at];
    if (behind != ',' && behind != ' ' && behind != '\n' && behind != '\r') {
      throw invalid("", MORE_FIELDS);
    }
    if (end - start > 2 * EventLimits.TEXT_BYTES) {
      throw textTooLong(field);
    }
    String text = LineText.string(bytes, start, end);
    event.begin(events + fields, lines + 1);
    event.text("/" + Excerpt.of(field.name()), text);
    texts[fields] = text;
    return true;
  }

  private InvalidEventException textTooLong(LineField field) {
    return invalid(
        "/" + Excerpt.of(field.name()),
        "Expected a text of at most " + EventLimits.TEXT_BYTES + " bytes, found a longer one");
  }

  /** Epoch milliseconds, and {@link #at} at the line's end. */
  private long timestamp() throws InvalidEventException {
    byte[] bytes = buffer.bytes();
    while (isBlank(bytes[at])) {
      at++;
    }
    if (bytes[at] == '\n') {
      if (received.isEmpty() && !buffer.isCut(at)) {
        throw invalidTime("Expected a timestamp at the end of the point, found none");
      }
      return received.orElse(0);
    }
    int start = at;
    boolean negative = bytes[at] == '-';
    int digitsFrom = negative ? start + 1 : start;
    int end = digitsFrom;
    long magnitude = 0;
    while (bytes[end] >= '0' && bytes[end] <= '9') {
      magnitude = magnitude * 10 + (bytes[end++] - '0');
    }
    int digits = end - digitsFrom;
    at = end;
    while (isBlank(bytes[at])) {
      at++;
    }
    if (buffer.isCut(at)) {
      return 0;
    }
    // Nineteen digits are less than 2^64, so too large a number shows as a negative one.
    if (digits == 0 || digits > 19 || magnitude < 0 || (bytes[at] != '\n' && at == end)) {
      int tokenEnd = start;
      while (!isBlank(bytes[tokenEnd]) && bytes[tokenEnd] != '\n') {
        tokenEnd++;
      }
      if (buffer.isCut(tokenEnd)) {
        at = tokenEnd;
        return 0;
      }
      throw invalidTime(
          "Expected a whole number as timestamp, found \""
              + excerpt(bytes, start, tokenEnd)
              + "\"");
    }
    if (bytes[at] != '\n') {
      throw invalid("", "Expected the point to end with its timestamp, found more behind it");
    }
    long time = precision.toMillis(negative ? -magnitude : magnitude);
    if (time < EventLimits.FIRST_TIME || time > EventLimits.LAST_TIME) {
      event.begin(events, lines + 1);
      event.timestamp("/timestamp", time);
    }
    return time;
  }

  private InvalidEventException invalidTime(String message) {
    fields = 0;
    return invalid("/timestamp", message);
  }

  private static String excerpt(byte[] bytes, int from, int to) {
    return Excerpt.of(new String(bytes, from, Math.min(to - from, 300), StandardCharsets.UTF_8));
  }

  private void build(long timestamp) {
    for (int i = 0; i < fields; i++) {
      Optional<String> text = Optional.ofNullable(texts[i]);
      OptionalDouble number =
          text.isPresent() ? OptionalDouble.empty() : OptionalDouble.of(numbers[i]);
      point.add(new Event(timestamp, labels[i], number, text, Optional.empty()));
    }
    events += fields;
    lines += linesInStrings;
  }

  @Override
  public void close() throws IOException {
    buffer.close();
  }
}
