package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.SegmentDatabase;
import java.sql.SQLException;
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
  private volatile Optional<SegmentDatabase> busy = Optional.empty();

  CancelWatch(DataContext context) {
    this.flag = Optional.ofNullable(DataContext.Variable.CANCEL_FLAG.get(context));
    this.poll =
        flag.map(
            canceled ->
                POLLING.scheduleWithFixedDelay(
                    this::interruptIfCanceled, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS));
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

  /** Tells which database is busy from now on; none between two. */
  void busy(Optional<SegmentDatabase> database) {
    busy = database;
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

  private void interruptIfCanceled() {
    Optional<SegmentDatabase> database = busy;
    if (isCanceled() && database.isPresent()) {
      try {
        database.get().cancel();
      } catch (SQLException e) {
        // Nobody waits here; the query itself ends at its next row at the latest.
        busy = Optional.empty();
      }
    }
  }

  @Override
  public void close() {
    busy = Optional.empty();
    poll.ifPresent(task -> task.cancel(false));
  }
}
