package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventLimits;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads one point of line protocol from a buffer, from left to right, once. Measurement and tags
 * are compared as bytes with those of points before, and taken apart only where they are new; so
 * are the keys of fields.
 */
final class PointReader {

  private static final String MORE_FIELDS =
      "Expected fields as key=value, none of them empty, separated by commas";
  private static final String NO_FIELDS =
      "Expected a space and a field such as value=1 behind measurement and tags";

  private final LineBuffer buffer;
  private final TimePrecision precision;
  private final OptionalLong received;
  private final EventBuilder event;
  private final LineSeriesCache known = new LineSeriesCache();

  // One for each field.
  private Labels[] labels = new Labels[16];
  private double[] numbers = new double[16];
  private String[] texts = new String[16];
  private int fields;

  private long firstEvent;
  private long line;
  private int linesInStrings;
  private int at;
  private long time;

  /**
   * @param received epoch milliseconds, for points without a timestamp
   */
  PointReader(
      LineBuffer buffer, TimePrecision precision, OptionalLong received, EventBuilder event) {
    this.buffer = buffer;
    this.precision = precision;
    this.received = received;
    this.event = event;
  }

  /**
   * Reads the point that starts there.
   *
   * @param indexOfEvent of its first event
   * @param lineOfPoint in which it starts
   * @return false if its end has not arrived yet
   */
  boolean read(int start, long indexOfEvent, long lineOfPoint) throws InvalidEventException {
    fields = 0;
    linesInStrings = 0;
    firstEvent = indexOfEvent;
    line = lineOfPoint;
    try {
      LineSeries series = series(start);
      if (series == null || !takeFields(series)) {
        return false;
      }
      time = timestamp();
      return !buffer.isCut(at);
    } catch (CharacterCodingException e) {
      throw invalid("", "Expected UTF-8, found bytes that are none");
    }
  }

  private InvalidEventException invalid(String pointer, String message) {
    event.begin(firstEvent + fields, line);
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
      event.begin(firstEvent, line);
      series = LineSeries.parse(bytes, start, end, hash, event);
      known.add(series);
    }
    at = end;
    return series;
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
      end += LineSeries.isEscape(bytes, end) ? 2 : 1;
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
      event.begin(firstEvent + fields, line);
      field = LineField.parse(series, bytes, start, end, event);
      series.add(fields, field);
      known.countField();
    }
    return field;
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
    event.begin(firstEvent + fields, line);
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
      event.begin(firstEvent, line);
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

  /** Adds the events of the point that was read. */
  void addTo(List<Event> events) {
    for (int i = 0; i < fields; i++) {
      Optional<String> text = Optional.ofNullable(texts[i]);
      OptionalDouble number =
          text.isPresent() ? OptionalDouble.empty() : OptionalDouble.of(numbers[i]);
      events.add(new Event(time, labels[i], number, text, Optional.empty()));
    }
  }

  /** Where the point ends, or what is wrong with it was found. */
  int end() {
    return at;
  }

  /** Line ends within the point. */
  int linesInStrings() {
    return linesInStrings;
  }

  static boolean isBlank(byte unit) {
    return unit == ' ' || unit == '\t' || unit == '\r';
  }
}
