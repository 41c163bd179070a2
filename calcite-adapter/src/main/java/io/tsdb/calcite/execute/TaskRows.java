package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.calcite.execute.TasksInFlight.Next;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * The rows of one segment, as the consumer of a run takes them: it reads them itself, row by row,
 * unless a worker has claimed the segment before.
 */
final class TaskRows {

  private final SegmentTask task;
  private final int number;
  private final TasksInFlight tasks;
  private final CancelWatch watch;
  private final Demand demand;
  private RowBatch batch = RowBatch.EMPTY;
  private Optional<SegmentCursor> own = Optional.empty();
  private boolean ownsTask;
  private Object[] row = {};

  /**
   * @param task taken by the consumer
   * @param number how many were taken before
   */
  TaskRows(SegmentTask task, int number, TasksInFlight tasks, CancelWatch watch, Demand demand) {
    this.task = task;
    this.number = number;
    this.tasks = tasks;
    this.watch = watch;
    this.demand = demand;
  }

  Segment segment() {
    return task.segment();
  }

  int number() {
    return number;
  }

  /** The row that the last {@link #advance} came to. */
  Object[] row() {
    return row;
  }

  /** Whether the next row has been handed over, or is read here. */
  boolean hasRowAtHand() {
    return batch.hasNext() || own.isPresent();
  }

  /**
   * Goes to the next row, waiting for a worker where one reads the segment; returns false after the
   * last one.
   *
   * @throws IOException if the segment cannot be read
   */
  boolean advance() throws IOException {
    while (true) {
      watch.check();
      if (batch.hasNext()) {
        row = batch.next();
        return true;
      }
      if (own.isPresent()) {
        Optional<Object[]> read = own.get().next();
        if (read.isPresent()) {
          row = read.get();
          return true;
        }
        own = Optional.empty();
        task.close();
        ownsTask = false;
        tasks.finish(task);
      }
      if (!proceed()) {
        return false;
      }
    }
  }

  private boolean proceed() throws IOException {
    Next next;
    try {
      next = tasks.next(task, watch, demand == Demand.ALL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("The thread that reads the rows was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
    if (next instanceof Next.Rows rows) {
      batch = rows.batch();
      return true;
    }
    if (next instanceof Next.Read) {
      ownsTask = true;
      own = Optional.of(task.open());
      return true;
    }
    if (next instanceof Next.Failure failure) {
      throwAsIs(failure.cause());
    }
    return false;
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

  /** Leaves the segment to be closed by the run; nothing is read any more. */
  void release() {
    batch = RowBatch.EMPTY;
    own = Optional.empty();
    if (ownsTask) {
      ownsTask = false;
      tasks.release(task);
    }
  }
}
