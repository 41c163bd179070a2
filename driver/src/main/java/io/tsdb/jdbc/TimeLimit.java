package io.tsdb.jdbc;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stops an execution that has worked for longer than its statement allows. Only time spent inside
 * the driver counts: a reader who leaves a result open for an hour has used none of it.
 *
 * <p>One timer task watches an execution; it is set to the earliest moment at which the limit can
 * be reached and, if the driver was idle meanwhile, to the next such moment. So a row costs two
 * looks at the clock and no task of its own.
 */
final class TimeLimit implements AutoCloseable {

  private final long limitNanos;
  private final Runnable stop;
  private final ScheduledExecutorService timer;
  private final boolean eachStay;
  private long usedNanos;
  private long busySince;
  private boolean busy;
  private boolean ended;

  private TimeLimit(
      Duration limit, boolean eachStay, ScheduledExecutorService timer, Runnable stop) {
    this.eachStay = eachStay;
    this.limitNanos = limit.toNanos();
    this.timer = timer;
    this.stop = stop;
  }

  /**
   * A limit that begins to count at its first {@link #enter}.
   *
   * @param stop is called once, on the timer's thread, when the limit is reached; must not block
   */
  static TimeLimit start(Duration limit, ScheduledExecutorService timer, Runnable stop) {
    return started(new TimeLimit(limit, false, timer, stop));
  }

  /** The same for each stay in the driver by itself, from {@link #enter} to {@link #leave}. */
  static TimeLimit startOfEach(Duration limit, ScheduledExecutorService timer, Runnable stop) {
    return started(new TimeLimit(limit, true, timer, stop));
  }

  private static TimeLimit started(TimeLimit timeLimit) {
    timeLimit.schedule(timeLimit.limitNanos);
    return timeLimit;
  }

  /** The driver begins to work. */
  synchronized void enter() {
    busySince = System.nanoTime();
    busy = true;
  }

  /** The driver has done its work, for now. */
  synchronized void leave() {
    usedNanos = eachStay ? 0 : usedNanos + System.nanoTime() - busySince;
    busy = false;
  }

  private void schedule(long nanos) {
    var unused = timer.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long left;
    synchronized (this) {
      if (ended) {
        return;
      }
      long used = usedNanos + (busy ? System.nanoTime() - busySince : 0);
      left = limitNanos - used;
      if (left <= 0) {
        ended = true;
      }
    }
    if (left <= 0) {
      stop.run();
    } else {
      schedule(left);
    }
  }

  @Override
  public synchronized void close() {
    ended = true;
  }
}
