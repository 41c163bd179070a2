package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.calcite.execute.SegmentTask.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The segments of a run that are worked on, the one being delivered first. It is where the threads
 * of a run meet: every segment is worked on by one at a time, and rows wait here for the consumer.
 * Safe for use by many threads.
 */
final class TasksInFlight {

  /** How often those are told to end who have begun something since they were told. */
  private static final long CANCEL_AGAIN_MILLIS = 50;

  private final SegmentScan scan;
  private final Iterator<Segment> listed;
  private final Supplier<GatherLimits> limits;

  // Guarded by this, as are the states and batches of the tasks.
  private final Deque<SegmentTask> tasks = new ArrayDeque<>();
  private Optional<SegmentTask> firstFailed = Optional.empty();
  private long bufferedBytes;
  private int workers;
  private boolean opening;
  private boolean mayOpenAhead;

  // Read by workers at each row, without the lock.
  private volatile boolean closed;
  private volatile SegmentTask awaited;

  TasksInFlight(SegmentScan scan, List<Segment> segments, Supplier<GatherLimits> limits) {
    this.scan = scan;
    this.listed = segments.iterator();
    this.limits = limits;
  }

  /** What the consumer does next. */
  sealed interface Next {

    /** Delivers these rows. */
    record Rows(RowBatch batch) implements Next {}

    /** Reads the segment, which it has claimed. */
    record Read() implements Next {}

    /** Nothing: all rows of the segment have been delivered. */
    record SegmentEnd() implements Next {}

    /** Fails. */
    record Failure(Throwable cause) implements Next {}
  }

  /**
   * Takes up further segments, so that there are {@code ahead} beyond the one that is delivered
   * next, when no more than half as many are left.
   *
   * @param merged how many are being delivered beside it
   * @param demand how much of them is going to be read
   * @return those taken up
   */
  synchronized List<Segment> extend(int ahead, int merged, Demand demand) {
    if (closed || tasks.size() - merged > ahead / 2) {
      return List.of();
    }
    List<Segment> added = new ArrayList<>();
    while (tasks.size() - merged <= ahead && listed.hasNext()) {
      Segment segment = listed.next();
      SegmentTask task = new SegmentTask(scan, segment, demand);
      mayOpenAhead |= task.paysToOpenAhead();
      tasks.add(task);
      added.add(segment);
    }
    return added;
  }

  /** The next segment that the consumer is to deliver, if there is one. */
  synchronized Optional<SegmentTask> take() {
    for (SegmentTask task : tasks) {
      if (!task.isTaken()) {
        task.take();
        return Optional.of(task);
      }
    }
    return Optional.empty();
  }

  /**
   * What the consumer does next with a segment that it has taken, and not come to the end of; waits
   * while a worker reads it.
   *
   * @param failEarly whether the failure of any segment counts, not only of that one
   * @throws QueryCanceledException if the query was canceled
   * @throws InterruptedException if the consumer's thread was interrupted
   */
  synchronized Next next(SegmentTask first, CancelWatch watch, boolean failEarly)
      throws InterruptedException {
    while (true) {
      watch.check();
      if (failEarly && firstFailed.isPresent()) {
        return failure(firstFailed.get());
      }
      RowBatch batch = first.batches().poll();
      if (batch != null) {
        bufferedBytes -= batch.bytes();
        return new Next.Rows(batch);
      }
      if (first.failure().isPresent()) {
        return failure(first);
      }
      if (first.state() == State.FINISHED) {
        tasks.remove(first);
        return new Next.SegmentEnd();
      }
      if (first.state() == State.IDLE) {
        first.state(State.CLAIMED);
        return new Next.Read();
      }
      awaited = first;
      try {
        wait();
      } finally {
        awaited = null;
      }
    }
  }

  private Next failure(SegmentTask reported) {
    Throwable cause = reported.failure().orElseThrow();
    for (SegmentTask task : tasks) {
      // readers of one block may have been given one exception
      task.failure().filter(other -> other != cause).ifPresent(cause::addSuppressed);
    }
    return new Next.Failure(cause);
  }

  /** How many workers are to start; they count from now on. */
  synchronized int workersToStart() {
    if (closed
        || workers == limits.get().workers()
        || bufferedBytes > limits.get().bufferedBytes() / 2) {
      return 0;
    }
    int idle = 0;
    for (SegmentTask task : tasks) {
      idle += task.state() == State.IDLE ? 1 : 0;
    }
    // the first one is for the consumer
    boolean consumerReads = !tasks.isEmpty() && tasks.peek().state() == State.IDLE;
    int wanted = Math.min(limits.get().workers(), consumerReads ? idle - 1 : idle) - workers;
    workers += Math.max(0, wanted);
    return Math.max(0, wanted);
  }

  synchronized void workerEnded() {
    workers--;
  }

  /** A segment for a worker to read; if there is none, the worker no longer counts. */
  synchronized Optional<SegmentTask> claimToRead() {
    if (!closed && bufferedBytes < limits.get().bufferedBytes()) {
      for (SegmentTask task : tasks) {
        if (task.state() == State.IDLE) {
          task.state(State.CLAIMED);
          return Optional.of(task);
        }
      }
    }
    workers--;
    return Optional.empty();
  }

  /** Whether a thread is to start that opens segments ahead; it counts from now on. */
  synchronized boolean startOpening() {
    boolean start = mayOpenAhead && !opening && toOpen().isPresent();
    opening |= start;
    return start;
  }

  synchronized void openingEnded() {
    opening = false;
  }

  /** A segment to be opened ahead of its reader; if there is none, the opener no longer counts. */
  synchronized Optional<SegmentTask> claimToOpen() {
    Optional<SegmentTask> task = toOpen();
    task.ifPresent(claimed -> claimed.state(State.CLAIMED));
    opening = task.isPresent();
    return task;
  }

  private Optional<SegmentTask> toOpen() {
    int openAhead = 0;
    Optional<SegmentTask> candidate = Optional.empty();
    for (SegmentTask task : tasks) {
      if (task.state() == State.IDLE && task != tasks.peek()) {
        if (task.isOpen()) {
          openAhead++;
        } else if (candidate.isEmpty() && task.paysToOpenAhead()) {
          candidate = Optional.of(task);
        }
      }
    }
    return closed || openAhead >= limits.get().openedAhead() ? Optional.empty() : candidate;
  }

  /**
   * Hands rows over.
   *
   * @return whether their reader is to go on; else there is no room for more
   */
  synchronized boolean add(SegmentTask task, RowBatch batch) {
    if (closed) {
      return false;
    }
    if (batch.size() > 0) {
      task.batches().add(batch);
      bufferedBytes += batch.bytes();
      notifyConsumer(task);
    }
    return bufferedBytes < limits.get().bufferedBytes();
  }

  /** The claiming thread leaves the segment to others. */
  synchronized void release(SegmentTask task) {
    task.state(State.IDLE);
    notifyConsumer(task);
  }

  /** The claiming thread has closed the segment after its last row. */
  synchronized void finish(SegmentTask task) {
    task.state(State.FINISHED);
    notifyConsumer(task);
  }

  /** The claiming thread has failed and closed the segment. */
  synchronized void fail(SegmentTask task, Throwable cause) {
    task.state(State.FINISHED);
    if (!closed) {
      task.failed(cause);
      firstFailed = firstFailed.or(() -> Optional.of(task));
    }
    notifyAll();
  }

  private void notifyConsumer(SegmentTask task) {
    if (closed || task == awaited) {
      notifyAll();
    }
  }

  /** Whether nobody wants rows any more. */
  boolean isClosed() {
    return closed;
  }

  /** Whether the consumer waits for rows of this segment. */
  boolean isAwaited(SegmentTask task) {
    return awaited == task;
  }

  /** Ends what is under way in all claimed segments, and wakes the consumer. */
  synchronized void cancel() {
    for (SegmentTask task : tasks) {
      if (task.state() == State.CLAIMED) {
        task.cancel();
      }
    }
    notifyAll();
  }

  /**
   * Ends all work and closes all segments; returns when no thread works any more. The consumer must
   * have released its own.
   *
   * @throws QueryException if a segment cannot be closed
   */
  synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (tasks.stream().anyMatch(task -> task.state() == State.CLAIMED)) {
      cancel();
      try {
        wait(CANCEL_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        // those who work have been told to end, and soon do
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<QueryException> failures = new ArrayList<>();
    for (SegmentTask task : tasks) {
      try {
        task.close();
      } catch (QueryException e) {
        failures.add(e);
      }
    }
    tasks.clear();
    if (!failures.isEmpty()) {
      QueryException failure = failures.get(0);
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }
}
