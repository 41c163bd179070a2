package io.tsdb.ingest.parse;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with one event.
 *
 * @param index which event of the body or file, from 0
 * @param line where it stands, from 1
 * @param pointer the member within the event as a JSON Pointer (RFC 6901); empty for all of it
 * @param message what was expected, what was found
 */
public record EventProblem(long index, long line, String pointer, String message) {

  public EventProblem {
    requireNonNull(pointer, "pointer is null");
    requireNonNull(message, "message is null");
  }
}
