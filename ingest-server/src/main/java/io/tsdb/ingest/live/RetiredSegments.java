package io.tsdb.ingest.live;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live segments that no new query needs, kept for those that took their snapshot before, or read
 * them by name over HTTP: for a time, and within a number of bytes.
 */
final class RetiredSegments {

  private static final Logger LOGGER = LoggerFactory.getLogger(RetiredSegments.class);

  private record Retired(LiveSegment segment, long deadline) {}

  private final LiveFiles files;
  private final LiveOptions options;
  private final Deque<Retired> retired = new ArrayDeque<>();
  private long bytes;

  RetiredSegments(LiveFiles files, LiveOptions options) {
    this.files = files;
    this.options = options;
  }

  synchronized void add(LiveSegment segment) {
    retired.addLast(new Retired(segment, System.nanoTime() + options.grace().toNanos()));
    bytes += segment.bytes();
    deleteExpired();
  }

  /** Deletes those whose time is over. */
  synchronized void deleteExpired() {
    while (!retired.isEmpty()
        && (bytes > options.graceBytes()
            || retired.getFirst().deadline() - System.nanoTime() <= 0)) {
      LiveSegment segment = retired.removeFirst().segment();
      bytes -= segment.bytes();
      try {
        files.delete(segment);
      } catch (IOException e) {
        LOGGER.warn("Live segment {} is left until the next start", segment.file(), e);
      }
    }
  }

  /** Milliseconds until the next one's time is over; at most a minute. */
  synchronized long untilNext() {
    long most = TimeUnit.MINUTES.toNanos(1);
    long left =
        retired.isEmpty() ? most : Math.max(0, retired.getFirst().deadline() - System.nanoTime());
    return 1 + TimeUnit.NANOSECONDS.toMillis(Math.min(most, left));
  }
}
