package io.tsdb.archive.range;

import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a process that fetch ahead. Their queue is bounded by the read-ahead budget. */
final class RequestThreads implements AutoCloseable {

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ThreadPoolExecutor threads;

  /**
   * @param parallel most requests under way
   * @param waiting most requests that wait for a thread
   */
  RequestThreads(int parallel, int waiting) {
    this.threads =
        new ThreadPoolExecutor(
            parallel,
            parallel,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(waiting),
            runnable -> {
              Thread thread = new Thread(runnable, "tsdb-read-" + NUMBER.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    // One thread lives until close: while it does, the class loader of this code cannot go, and so
    // neither can the callbacks that SQLite may still call (see SqliteVfs).
    threads.prestartCoreThread();
  }

  /**
   * Runs a task soon.
   *
   * @throws RejectedExecutionException if these threads were closed, or too many tasks wait
   */
  void run(FutureTask<Void> task) {
    threads.execute(task);
  }

  /** Interrupts what runs, and cancels what waits. */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((FutureTask<?>) waiting).cancel(true);
    }
  }
}
