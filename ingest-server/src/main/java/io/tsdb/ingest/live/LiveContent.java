package io.tsdb.ingest.live;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.segment.Event;
import java.util.List;

/**
 * Events that follow one another in one writer's log, all of one seal.
 *
 * @param firstSequence of the first of them
 * @param rows how many
 * @param slices as they were received
 */
record LiveContent(long seal, long firstSequence, int rows, List<List<Event>> slices) {

  LiveContent {
    slices = List.copyOf(slices);
  }

  /** The sequence after its last. */
  long nextSequence() {
    return firstSequence + rows;
  }

  EventBatch batch() {
    EventBatch batch = new EventBatch();
    long sequence = firstSequence;
    for (List<Event> slice : slices) {
      for (Event event : slice) {
        batch.add(sequence++, event);
      }
    }
    return batch;
  }
}
