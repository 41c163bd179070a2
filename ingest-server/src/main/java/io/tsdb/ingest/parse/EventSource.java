package io.tsdb.ingest.parse;

import io.tsdb.archive.segment.Event;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The events of one body or file, read one by one in bounded memory. Not for several threads. */
public interface EventSource extends Closeable {

  /**
   * The next event, or empty after the last one.
   *
   * @throws InvalidEventException if the event breaks a rule; the one behind it can be read by
   *     another call where the exception says so
   * @throws IOException if the bytes cannot be read
   */
  Optional<Event> next() throws InvalidEventException, IOException;
}
