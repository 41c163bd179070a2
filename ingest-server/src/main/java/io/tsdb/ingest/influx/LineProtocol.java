package io.tsdb.ingest.influx;

import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventSource;
import io.tsdb.ingest.parse.InvalidEventException;
import io.tsdb.ingest.parse.InvalidEventException.Rest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final LineBuffer buffer;
  private final EventBuilder event;
  private final PointReader reader;

  private final List<Event> point = new ArrayList<>();
  private int next;

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
    this.event = event;
    this.reader = new PointReader(buffer, precision, received, event);
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
      } else if (PointReader.isBlank(unit) || isMark(bytes)) {
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

  /**
   * Takes the point that starts there.
   *
   * @return where its line ends, or {@link #CUT}
   */
  private int take(int start) throws InvalidEventException, IOException {
    try {
      if (!reader.read(start, events, lines + 1)) {
        return CUT;
      }
      reader.addTo(point);
      events += point.size();
      lines += reader.linesInStrings();
      return reader.end();
    } catch (InvalidEventException e) {
      at = reader.end();
      lines += reader.linesInStrings();
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
    while (buffer.bytes()[at] != '\n' || buffer.isCut(at)) {
      if (buffer.isCut(at)) {
        buffer.more(at);
        at = 0;
      } else {
        at++;
      }
    }
  }

  @Override
  public void close() throws IOException {
    buffer.close();
  }
}
