package io.tsdb.calcite.execute;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;

/**
 * Sees that a query is canceled while SQLite or a read is busy: Calcite only sets a flag. While a
 * query reads, the flag is looked at every {@value #POLL_MILLIS} ms by one thread for all queries
 * of the process, which ends when there are none.
 */
final class CancelWatch implements AutoCloseable {

  private static final long POLL_MILLIS = 50;

  private static final ScheduledThreadPoolExecutor POLLING = polling();

  private final Optional<AtomicBoolean> flag;
  private final Optional<Future<?>> poll;

  /**
   * @param canceled called again and again once the query is canceled, until this is closed: a
   *     statement that begins meanwhile is to end too
   */
  CancelWatch(DataContext context, Runnable canceled) {
    this(Optional.ofNullable(DataContext.Variable.CANCEL_FLAG.get(context)), canceled);
  }

  CancelWatch(Optional<AtomicBoolean> flag, Runnable canceled) {
    this.flag = flag;
    this.poll =
        flag.map(
            set ->
                POLLING.scheduleWithFixedDelay(
                    () -> tellIfCanceled(canceled),
                    POLL_MILLIS,
                    POLL_MILLIS,
                    TimeUnit.MILLISECONDS));
  }

  private static ScheduledThreadPoolExecutor polling() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "tsdb-cancel");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  boolean isCanceled() {
    return flag.isPresent() && flag.get().get();
  }

  /**
   * @throws QueryCanceledException if the query was canceled
   */
  void check() {
    if (isCanceled()) {
      throw new QueryCanceledException();
    }
  }

  private void tellIfCanceled(Runnable canceled) {
    if (isCanceled()) {
      canceled.run();
    }
  }

  @Override
  public void close() {
    poll.ifPresent(task -> task.cancel(false));
  }
}
