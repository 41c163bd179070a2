package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.util.List;

/**
 * A batch as the log holds it.
 *
 * @param seal number of the cut that it belongs to
 * @param firstSequence of its first event; the others follow without gaps
 * @param receivedAt epoch milliseconds UTC
 * @param events in the order in which they were received
 * @param bytes that it takes in the log
 */
public record LogBatch(
    long seal, long firstSequence, long receivedAt, List<Event> events, long bytes) {

  /** The sequence of the event after its last. */
  public long nextSequence() {
    return firstSequence + events.size();
  }
}
