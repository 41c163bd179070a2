package io.tsdb.ingest.parse;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** Lines of text, ended by LF, CRLF or the end, each of bounded length. */
final class BoundedLines {

  /** Most characters of a line. */
  static final int LENGTH = 1_048_576;

  private final Reader reader;
  private final StringBuilder buffer = new StringBuilder();
  private long number;

  /**
   * @param reader should be buffered
   */
  BoundedLines(Reader reader) {
    this.reader = reader;
  }

  /** Number of the line read last, from 1. */
  long number() {
    return number;
  }

  /**
   * The next line without its end, or empty after the last one.
   *
   * @throws IOException if it is longer than {@link #LENGTH}, or cannot be read
   */
  Optional<String> next() throws IOException {
    buffer.setLength(0);
    int unit = reader.read();
    if (unit < 0) {
      return Optional.empty();
    }
    number++;
    for (; unit >= 0 && unit != '\n'; unit = reader.read()) {
      if (buffer.length() == LENGTH) {
        throw new LineTooLongException(
            "Expected lines of at most " + LENGTH + " characters, found a longer one");
      }
      buffer.append((char) unit);
    }
    if (unit == '\n' && !buffer.isEmpty() && buffer.charAt(buffer.length() - 1) == '\r') {
      buffer.setLength(buffer.length() - 1);
    }
    return Optional.of(buffer.toString());
  }

  /** A line or record is longer than it may be. */
  static final class LineTooLongException extends IOException {
    LineTooLongException(String message) {
      super(message);
    }
  }
}
