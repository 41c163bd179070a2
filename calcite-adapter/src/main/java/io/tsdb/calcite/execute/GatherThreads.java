package io.tsdb.calcite.execute;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read segments ahead, for all queries of the process; they end when there is
 * nothing to do. No task waits in them for its consumer, so a result set that is left open holds
 * none of them; and a consumer reads by itself what none of them does, so no query needs one.
 */
final class GatherThreads {

  /** More than the processors, since a thread may wait for a store. */
  private static final int MOST = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

  /** Most tasks that wait for a thread. */
  private static final int MOST_WAITING = 1024;

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final ThreadPoolExecutor THREADS = threads();

  private GatherThreads() {}

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "tsdb-gather-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * Runs a task soon.
   *
   * @return false if too many wait already
   */
  static boolean tryRun(Runnable task) {
    try {
      THREADS.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // the queue is full: the consumer does it, and asks again later
      return false;
    }
  }

  /** Whether tasks wait for a thread, so that a long one should make room. */
  static boolean isBusy() {
    return !THREADS.getQueue().isEmpty();
  }
}
