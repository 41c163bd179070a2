package io.tsdb.archive.range;

import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads of a process that fetch ahead. Their queue is bounded by a budget for reading ahead. */
final class RequestThreads implements AutoCloseable {

  private final AtomicInteger number = new AtomicInteger();
  private final ThreadPoolExecutor threads;

  /**
   * @param prefix of the threads' names
   * @param parallel most requests under way
   * @param waiting most requests that wait for a thread
   */
  RequestThreads(String prefix, int parallel, int waiting) {
    this.threads =
        new ThreadPoolExecutor(
            parallel,
            parallel,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(waiting),
            runnable -> {
              Thread thread = new Thread(runnable, prefix + number.incrementAndGet());
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
  void run(FutureTask<?> task) {
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
