package io.tsdb.calcite.execute;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;

/**
 * Something that waits for a store on its caller's thread, such as a listing. That thread is
 * interrupted when the query is canceled, and only while it is in here.
 */
public final class Interruptible {

  private final Thread thread = Thread.currentThread();
  private boolean over;
  private boolean sent;

  private Interruptible() {}

  /** What waits, and ends when its thread is interrupted. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  /**
   * Runs a part of a query.
   *
   * @throws QueryCanceledException if the query was canceled meanwhile
   */
  public static <T> T run(DataContext query, Call<T> call) throws IOException {
    return run(DataContext.Variable.CANCEL_FLAG.<AtomicBoolean>get(query), call);
  }

  /**
   * The same of what is not executed yet.
   *
   * @param canceled set by whoever cancels; null if nobody can
   */
  public static <T> T run(AtomicBoolean canceled, Call<T> call) throws IOException {
    Interruptible here = new Interruptible();
    try (CancelWatch watch = new CancelWatch(Optional.ofNullable(canceled), here::interrupt)) {
      try {
        watch.check();
        return call.run();
      } catch (InterruptedIOException e) {
        if (watch.isCanceled()) {
          QueryCanceledException cancellation = new QueryCanceledException();
          cancellation.addSuppressed(e);
          throw cancellation;
        }
        throw e;
      }
    } finally {
      here.end();
    }
  }

  private synchronized void interrupt() {
    if (!over) {
      sent = true;
      thread.interrupt();
    }
  }

  private synchronized void end() {
    over = true;
    if (sent) {
      // ours, and it has done its work
      Thread.interrupted();
    }
  }
}
