package io.tsdb.ingest.parse;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.BoundedLines.LineTooLongException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Events as <a href="https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/">line
 * protocol</a>. A point's measurement becomes label {@code measurement}, its tags labels, and each
 * of its fields an event of its own with label {@code field}. Numbers, integers ({@code 1i}, {@code
 * 1u}) and booleans are values, strings are texts. A point without a timestamp is refused: a file
 * does not know when it was written.
 */
public final class LineProtocol implements EventSource {

  private final Reader reader;
  private final BoundedLines lines;
  private final TimePrecision precision;
  private final EventBuilder event = new EventBuilder();
  private final ArrayDeque<Event> eventsOfLine = new ArrayDeque<>();
  private boolean ended;

  public LineProtocol(InputStream bytes, TimePrecision precision) {
    this.reader = UnicodeText.reader(bytes);
    this.lines = new BoundedLines(reader);
    this.precision = precision;
  }

  @Override
  public Optional<Event> next() throws InvalidEventException, IOException {
    while (eventsOfLine.isEmpty()) {
      Optional<String> line = ended ? Optional.empty() : nextLine();
      if (line.isEmpty()) {
        return Optional.empty();
      }
      if (!line.get().isBlank() && !line.get().startsWith("#")) {
        readPoint(line.get());
      }
    }
    return Optional.of(eventsOfLine.poll());
  }

  private Optional<String> nextLine() throws InvalidEventException, IOException {
    try {
      return lines.next();
    } catch (CharacterCodingException e) {
      ended = true;
      throw event.unreadable(lines.number() + 1, "Expected UTF-8, found bytes that are none");
    } catch (LineTooLongException e) {
      ended = true;
      throw event.unreadable(lines.number(), e.getMessage());
    }
  }

  private void readPoint(String firstLine) throws InvalidEventException, IOException {
    String line = firstLine;
    long lineNumber = lines.number();
    LinePoint point = LinePoint.parse(line);
    while (point.problem() == LinePoint.Problem.OPEN_STRING) {
      // A string may hold line ends: the point goes on in the next line.
      Optional<String> more = nextLine();
      if (more.isEmpty() || line.length() + more.get().length() >= BoundedLines.LENGTH) {
        break;
      }
      line = line + "\n" + more.get();
      point = LinePoint.parse(line);
    }
    event.begin(lineNumber);
    if (point.problem() != LinePoint.Problem.NONE) {
      throw event.invalid("", point.problem().message());
    }
    List<Event> events = new ArrayList<>();
    boolean first = true;
    for (Map.Entry<String, String> field : point.fields()) {
      if (!first) {
        event.begin(lineNumber);
      }
      first = false;
      events.add(readField(point, field.getKey(), field.getValue()));
    }
    eventsOfLine.addAll(events);
  }

  private Event readField(LinePoint point, String name, String value) throws InvalidEventException {
    String pointer = "/" + Excerpt.of(name);
    event.timestamp("/timestamp", timestamp(point.timestamp()));
    event.label("/measurement", "measurement", point.measurement());
    event.label(pointer, "field", name);
    for (Map.Entry<String, String> tag : point.tags()) {
      event.label("/" + Excerpt.of(tag.getKey()), tag.getKey(), tag.getValue());
    }
    if (value.startsWith("\"")) {
      event.text(pointer, LinePoint.unquote(value));
    } else {
      event.number(pointer, number(pointer, value));
    }
    return event.build();
  }

  private long timestamp(String digits) throws InvalidEventException {
    if (digits.isEmpty()) {
      throw event.invalid("/timestamp", "Expected a timestamp at the end of the point, found none");
    }
    try {
      return precision.toMillis(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw event.invalid(
          "/timestamp",
          "Expected a whole number as timestamp, found \"" + Excerpt.of(digits) + "\"");
    }
  }

  private double number(String pointer, String value) throws InvalidEventException {
    switch (value) {
      case "t", "T", "true", "True", "TRUE" -> {
        return 1;
      }
      case "f", "F", "false", "False", "FALSE" -> {
        return 0;
      }
      default -> {
        boolean whole = value.endsWith("i") || value.endsWith("u");
        String digits = whole ? value.substring(0, value.length() - 1) : value;
        OptionalDouble number = DecimalNumber.parse(digits);
        if (number.isEmpty() || (whole && !digits.matches("[+-]?[0-9]+"))) {
          throw event.invalid(
              pointer,
              "Expected a number, an integer such as 1i, a boolean or a quoted string, found \""
                  + Excerpt.of(value)
                  + "\"");
        }
        return number.getAsDouble();
      }
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
