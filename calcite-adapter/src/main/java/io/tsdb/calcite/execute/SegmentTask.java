package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * One segment of a run, and the rows read of it that wait for the consumer. Whoever has claimed it
 * opens and reads it; only {@link #cancel} comes from other threads. State and batches are guarded
 * by the lock of the {@link GatherRun}.
 */
final class SegmentTask {

  /** Who works on a segment. */
  enum State {
    /** Nobody: it has not begun, or its buffer was full. */
    IDLE,
    /** One thread. */
    CLAIMED,
    /** Nobody any more: it is closed, after its last row or a failure. */
    FINISHED
  }

  /** Bytes that are not worth a request of their own. */
  private static final long SMALL_OBJECT = 512 * 1024;

  private final Segment segment;
  private final SegmentScan scan;
  private final Demand demand;
  private final Queue<RowBatch> batches = new ArrayDeque<>();
  private State state = State.IDLE;
  private boolean taken;
  private Optional<Throwable> failure = Optional.empty();

  // Guarded by this.
  private Optional<SegmentCursor> cursor = Optional.empty();
  private Optional<Thread> opening = Optional.empty();
  private boolean interrupted;

  /**
   * @param demand how much of it is going to be read
   */
  SegmentTask(SegmentScan scan, Segment segment, Demand demand) {
    this.scan = scan;
    this.segment = segment;
    this.demand = demand;
  }

  Segment segment() {
    return segment;
  }

  /** Whether the consumer delivers its rows, or did. */
  boolean isTaken() {
    return taken;
  }

  void take() {
    taken = true;
  }

  State state() {
    return state;
  }

  void state(State next) {
    state = next;
  }

  Queue<RowBatch> batches() {
    return batches;
  }

  Optional<Throwable> failure() {
    return failure;
  }

  void failed(Throwable cause) {
    failure = Optional.of(cause);
  }

  synchronized boolean isOpen() {
    return cursor.isPresent();
  }

  /**
   * Opens the segment unless it is open.
   *
   * @throws IOException if the segment cannot be read
   */
  SegmentCursor open() throws IOException {
    synchronized (this) {
      if (cursor.isPresent()) {
        return cursor.get();
      }
      opening = Optional.of(Thread.currentThread());
    }
    Optional<SegmentCursor> opened = Optional.empty();
    try {
      opened = Optional.of(SegmentCursor.open(scan, segment, demand));
      return opened.get();
    } finally {
      opened(opened);
    }
  }

  private synchronized void opened(Optional<SegmentCursor> opened) {
    cursor = opened;
    opening = Optional.empty();
    if (interrupted) {
      interrupted = false;
      // ours, and it has done its work
      Thread.interrupted();
    }
  }

  /**
   * Whether its rows are fetched by requests of their own, which may be under way while other
   * segments are read.
   */
  boolean paysToOpenAhead() {
    return scan.statement().readsAllRows() && segment.object().size() > SMALL_OBJECT;
  }

  /**
   * Ends what the claiming thread waits for, be it in opening or in reading, with {@link
   * InterruptedIOException} or SQLite's own failure. One that has just begun may miss it, so it is
   * called again.
   */
  synchronized void cancel() {
    opening.ifPresent(
        thread -> {
          interrupted = true;
          thread.interrupt();
        });
    cursor.ifPresent(SegmentCursor::cancel);
  }

  /**
   * Closes the segment if it is open.
   *
   * @throws QueryException if SQLite fails
   */
  void close() {
    Optional<SegmentCursor> finished;
    synchronized (this) {
      finished = cursor;
      cursor = Optional.empty();
    }
    finished.ifPresent(SegmentCursor::close);
  }
}
