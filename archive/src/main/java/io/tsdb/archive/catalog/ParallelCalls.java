package io.tsdb.archive.catalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Runs requests at the same time, at most {@value #MOST_THREADS} of them; up to {@value
 * #MOST_WAITING} wait, and what is more than that runs on the calling thread. The threads end by
 * themselves after 10 s without work.
 */
final class ParallelCalls {

  static final int MOST_THREADS = 16;
  static final int MOST_WAITING = 256;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final ThreadPoolExecutor threads;

  ParallelCalls() {
    threads =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread thread = new Thread(task, "tsdb-catalog-" + THREADS.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The results of all calls, in their order. When one fails, or the calling thread is interrupted,
   * the others are interrupted.
   *
   * @throws IOException that of the first call that failed
   */
  <T> List<T> all(List<? extends Callable<T>> calls) throws IOException {
    if (calls.size() == 1) {
      return List.of(alone(calls.get(0)));
    }
    List<Future<T>> futures = new ArrayList<>(calls.size());
    try {
      for (Callable<T> call : calls) {
        futures.add(threads.submit(call));
      }
      List<T> results = new ArrayList<>(calls.size());
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      futures.forEach(future -> future.cancel(true));
    }
  }

  /**
   * Runs calls, and those that follow from the result of each, until there are none left. When one
   * fails, or the calling thread is interrupted, the others are interrupted.
   *
   * @param then takes a result and says what is to be called besides; runs on the calling thread
   * @throws IOException that of the first call that failed
   */
  <T> void run(
      Collection<? extends Callable<T>> first,
      Function<T, ? extends Collection<? extends Callable<T>>> then)
      throws IOException {
    ExecutorCompletionService<T> service = new ExecutorCompletionService<>(threads);
    Set<Future<T>> running = new HashSet<>();
    Collection<? extends Callable<T>> next = first;
    try {
      while (true) {
        if (running.isEmpty() && next.size() == 1) {
          next = then.apply(alone(next.iterator().next()));
          continue;
        }
        next.forEach(call -> running.add(service.submit(call)));
        if (running.isEmpty()) {
          return;
        }
        Future<T> done = service.take();
        running.remove(done);
        next = then.apply(done.get());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      running.forEach(future -> future.cancel(true));
    }
  }

  private static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return (InterruptedIOException)
        new InterruptedIOException("Interrupted while listing").initCause(e);
  }

  private static <T> T alone(Callable<T> call) throws IOException {
    try {
      return call.call();
    } catch (Exception e) {
      throw failure(e);
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException e ? e : new IOException(cause);
  }
}
