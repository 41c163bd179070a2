package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.calcite.execute.TasksInFlight.Next;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;

/**
 * One pass over listed segments, for one consumer. Workers read segments that come after the one
 * being delivered, as far ahead as {@link Lookahead} says, until {@link GatherLimits#bufferedBytes}
 * of rows wait; rows are delivered in the order of the segments.
 *
 * <p>Nobody who has rows waits for room: a worker whose rows find none leaves its segment open and
 * goes, and comes back when there is room. The segment being delivered is read by the consumer
 * itself, row by row, unless a worker has claimed it before. So there is always progress, whether
 * or not threads are free, and the first rows cost no handing over.
 */
final class GatherRun {

  private final SegmentScan scan;
  private final CancelWatch watch;
  private final Demand demand;
  private final Lookahead lookahead;
  private final TasksInFlight tasks;
  private final GatherWorkers workers;

  /** Delivered after the rows of all segments. */
  private RowBatch last;

  private RowBatch batch = RowBatch.EMPTY;

  /** What the consumer reads itself. */
  private Optional<SegmentTask> own = Optional.empty();

  private Optional<SegmentCursor> ownRows = Optional.empty();

  /**
   * @param segments read, and delivered, in this order
   * @param last rows that are delivered after theirs
   */
  GatherRun(
      SegmentScan scan,
      List<Segment> segments,
      RowBatch last,
      Demand demand,
      CancelWatch watch,
      GatherLimits limits) {
    this.scan = scan;
    this.last = last;
    this.watch = watch;
    this.demand = demand;
    this.lookahead = new Lookahead(demand);
    this.tasks = new TasksInFlight(scan, segments, limits);
    this.workers = new GatherWorkers(tasks);
  }

  /**
   * The next row, empty after the last one.
   *
   * @throws IOException if a segment cannot be read
   */
  Optional<Object[]> next() throws IOException {
    while (true) {
      watch.check();
      if (batch.hasNext()) {
        return Optional.of(batch.next());
      }
      if (ownRows.isPresent()) {
        Optional<Object[]> row = ownRows.get().next();
        if (row.isPresent()) {
          if (lookahead.delivered(1)) {
            workAhead();
          }
          return row;
        }
        finishOwn();
      }
      workAhead();
      if (!proceed()) {
        return Optional.empty();
      }
    }
  }

  private void workAhead() {
    List<Segment> added = tasks.extend(lookahead.segments());
    if (lookahead.segments() > 0) {
      scan.prefetch(added);
    }
    workers.start();
  }

  private void finishOwn() {
    SegmentTask finished = own.orElseThrow();
    ownRows = Optional.empty();
    finished.close();
    own = Optional.empty();
    tasks.finish(finished);
  }

  /** Goes on to the next rows; returns false if there are none. */
  private boolean proceed() throws IOException {
    Next next;
    try {
      next = tasks.next(watch, demand == Demand.ALL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("The thread that reads the rows was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
    if (next instanceof Next.Rows rows) {
      batch = rows.batch();
      lookahead.delivered(batch.size());
    } else if (next instanceof Next.Read read) {
      own = Optional.of(read.task());
      ownRows = Optional.of(read.task().open());
    } else if (next instanceof Next.SegmentEnd) {
      lookahead.segmentDone();
    } else if (next instanceof Next.Failure failure) {
      throwAsIs(failure.cause());
    } else {
      batch = last;
      last = RowBatch.EMPTY;
      return batch.hasNext();
    }
    return true;
  }

  private static void throwAsIs(Throwable cause) throws IOException {
    if (cause instanceof IOException failure) {
      throw failure;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("A reader of segments throws no such exception", cause);
  }

  /** Ends what is under way; from any thread. */
  void cancel() {
    tasks.cancel();
  }

  /**
   * Closes all segments; no thread works on them after. Closing again does nothing.
   *
   * @throws QueryException if a segment cannot be closed
   */
  void close() {
    batch = RowBatch.EMPTY;
    ownRows = Optional.empty();
    own.ifPresent(tasks::release);
    own = Optional.empty();
    tasks.close();
  }
}
