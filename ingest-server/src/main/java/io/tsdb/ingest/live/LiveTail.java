package io.tsdb.ingest.live;

import io.tsdb.archive.segment.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The newest events, fewer than a live segment has. Guarded by its owner's lock. */
final class LiveTail {

  private final LiveOptions options;
  private List<List<Event>> slices = new ArrayList<>();
  private long seal;
  private long firstSequence;
  private int rows;
  private long bytes;

  LiveTail(LiveOptions options) {
    this.options = options;
  }

  /**
   * Adds as many events as there is room for, at least one.
   *
   * @param bytesEach what an event takes in the log, on average
   * @return how many
   */
  int add(long eventsSeal, long sequence, List<Event> events, long bytesEach) {
    if (rows == 0) {
      seal = eventsSeal;
      firstSequence = sequence;
    }
    long room = Math.min(options.rows() - rows, (options.bytes() - bytes) / bytesEach);
    int taken = (int) Math.max(1, Math.min(room, events.size()));
    slices.add(taken == events.size() ? events : List.copyOf(events.subList(0, taken)));
    rows += taken;
    bytes += taken * bytesEach;
    return taken;
  }

  boolean isFull() {
    return rows >= options.rows() || bytes >= options.bytes();
  }

  int rows() {
    return rows;
  }

  /** What it holds now; empty if nothing. */
  Optional<LiveContent> content() {
    return rows == 0
        ? Optional.empty()
        : Optional.of(new LiveContent(seal, firstSequence, rows, slices));
  }

  void clear() {
    slices = new ArrayList<>();
    rows = 0;
    bytes = 0;
  }
}
