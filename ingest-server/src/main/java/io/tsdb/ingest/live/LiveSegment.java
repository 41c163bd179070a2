package io.tsdb.ingest.live;

import io.tsdb.archive.catalog.Segment;
import java.nio.file.Path;

/**
 * Live events as a segment file on this machine.
 *
 * @param firstSequence of its first event
 * @param file where it lies, in a folder of its own
 */
record LiveSegment(Segment segment, long firstSequence, Path file) {

  long rows() {
    return segment.name().rows();
  }

  long bytes() {
    return segment.object().size();
  }

  /** Whether it holds all of these events, and none before them. */
  boolean covers(LiveContent content) {
    return firstSequence == content.firstSequence() && rows() >= content.rows();
  }
}
