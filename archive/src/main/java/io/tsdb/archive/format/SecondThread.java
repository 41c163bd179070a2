package io.tsdb.archive.format;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * A thread beside the one that writes a large segment, so that two processors share the work. Small
 * segments do without: there, tasks run at once, on the calling thread.
 */
final class SecondThread implements AutoCloseable {

  /** Segments of fewer rows are written before a thread would have helped much. */
  private static final int LARGE = 1 << 16;

  /** Empty: tasks run on the calling thread. */
  private final Optional<ExecutorService> thread;

  private SecondThread(Optional<ExecutorService> thread) {
    this.thread = thread;
  }

  static SecondThread forRows(int rows) {
    return new SecondThread(
        rows < LARGE
            ? Optional.empty()
            : Optional.of(
                Executors.newSingleThreadExecutor(
                    task -> {
                      Thread thread = new Thread(task, "tsdb-segment-writer");
                      thread.setDaemon(true);
                      return thread;
                    })));
  }

  /** Whether there is a thread, so that tasks take time of their own. */
  boolean exists() {
    return thread.isPresent();
  }

  /** Runs a task, after those that were started before. */
  <T> Future<T> start(Callable<T> task) {
    FutureTask<T> started = new FutureTask<>(task);
    thread.ifPresentOrElse(executor -> executor.execute(started), started);
    return started;
  }

  /**
   * Waits for a task.
   *
   * @throws IOException what the task threw; {@link ClosedByInterruptException}, as from a file, if
   *     the calling thread is interrupted
   */
  static <T> T result(Future<T> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new ClosedByInterruptException().initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("Expected only exceptions of I/O", e.getCause());
    }
  }

  /** Waits until all tasks have ended, whatever became of them. */
  @Override
  public void close() {
    thread.ifPresent(SecondThread::end);
  }

  private static void end(ExecutorService executor) {
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // tasks are short, and what they read must not change under them
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
