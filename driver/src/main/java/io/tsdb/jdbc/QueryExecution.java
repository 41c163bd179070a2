package io.tsdb.jdbc;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.calcite.execute.QueryRun;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.linq4j.Enumerator;

/**
 * One execution of a statement, from before it is planned until its last row. Any thread may stop
 * it; the thread that works then fails with {@link SqlState#CANCELLED} or {@link
 * SqlState#TIMED_OUT}. The statement begins each execution with a new one of these, so that a
 * cancel never reaches into the next.
 */
final class QueryExecution implements Rows {

  private final AtomicBoolean cancelFlag = new AtomicBoolean();
  private final QueryRun run;
  private final AtomicReference<SqlState> stopped = new AtomicReference<>();
  // Held by the thread that works, so that close() waits for it and never closes beneath it.
  private final ReentrantLock working = new ReentrantLock();
  private final List<TimeLimit> timeLimits = new ArrayList<>();
  private final Duration limit;
  private final long maxRows;
  private String sql = "";
  private Enumerator<Object> rows;
  private boolean arrays;
  private long delivered;
  private boolean exhausted;
  private boolean closed;

  /**
   * @param limit for the work on this execution; zero for none
   * @param maxRows most rows delivered; 0 for all
   * @param memoryLimit bytes that it may hold
   */
  QueryExecution(
      Duration limit, Supplier<ScheduledExecutorService> timer, long maxRows, long memoryLimit) {
    this.run = new QueryRun(memoryLimit);
    this.limit = limit;
    this.maxRows = maxRows;
    if (!limit.isZero()) {
      timeLimits.add(TimeLimit.start(limit, timer.get(), () -> stop(SqlState.TIMED_OUT)));
    }
  }

  /**
   * Limits the wait for each answer, before the work begins.
   *
   * @param over called when one has taken longer, and the work was told to stop
   */
  void limitEachWait(Duration most, ScheduledExecutorService timer, Runnable over) {
    timeLimits.add(
        TimeLimit.startOfEach(
            most,
            timer,
            () -> {
              stop(SqlState.CONNECTION_FAILED);
              over.run();
            }));
  }

  /** Some work of an execution. */
  interface Work<T> {
    T run() throws SQLException;
  }

  /** Runs work under this execution's time limit, with every failure as an SQLException. */
  <T> T work(String statement, Work<T> work) throws SQLException {
    working.lock();
    sql = statement;
    timeLimits.forEach(TimeLimit::enter);
    try {
      checkNotStopped();
      T result = work.run();
      checkNotStopped();
      return result;
    } catch (SQLException
        | RuntimeException
        | StackOverflowError
        | AssertionError
        | LinkageError e) {
      // Calcite asserts that a plan is sound and recurses into it, SQLite loads a library: these
      // errors tell of a statement or an installation, not of a JVM that is past help.
      checkNotStopped();
      throw QueryErrors.of(e);
    } finally {
      timeLimits.forEach(TimeLimit::leave);
      working.unlock();
    }
  }

  /** The same for the planning of the statement, which is told apart in {@link #statistics}. */
  <T> T plan(String statement, Work<T> work) throws SQLException {
    long start = System.nanoTime();
    try {
      return work(statement, work);
    } finally {
      run.planned(System.nanoTime() - start);
    }
  }

  /** Starts to deliver the rows of a query. */
  void open(TsdbConnection connection, PreparedQuery query, Object[] parameters)
      throws SQLException {
    work(
        query.sql(),
        () -> {
          // Calcite delivers the value itself where there is one column.
          arrays = query.signature().cursorFactory.style == Meta.Style.ARRAY;
          QueryContext context =
              new QueryContext(connection, query.signature(), parameters, cancelFlag, run);
          rows = run.rows(() -> query.signature().enumerable(context));
          return rows;
        });
  }

  @Override
  public Optional<Object[]> next() throws SQLException {
    return work(sql, this::advance);
  }

  private Optional<Object[]> advance() throws SQLException {
    if (exhausted) {
      return Optional.empty();
    }
    if (closed) {
      // Closed by another thread: to answer that there are no more rows would be a lie.
      throw SqlState.CLOSED.error("The result set has been closed");
    }
    if ((maxRows > 0 && delivered == maxRows) || !rows.moveNext()) {
      exhausted = true;
      return Optional.empty();
    }
    delivered++;
    Object row = rows.current();
    return Optional.of(arrays ? (Object[]) row : new Object[] {row});
  }

  /** Stops the work of whichever thread; harmless after the last row. */
  void stop(SqlState reason) {
    stopped.compareAndSet(null, reason);
    cancelFlag.set(true);
  }

  /** Set when the work is to stop. */
  AtomicBoolean cancelFlag() {
    return cancelFlag;
  }

  /** What it has cost up to now, or up to its end. */
  QueryStatistics statistics() {
    return run.statistics();
  }

  boolean isWorking() {
    return working.isLocked();
  }

  private void checkNotStopped() throws SQLException {
    SqlState reason = stopped.get();
    if (reason == SqlState.TIMED_OUT) {
      throw reason.error(
          "The statement was stopped after its query time-out of "
              + limit.toSeconds()
              + " s: "
              + QueryErrors.excerpt(sql));
    }
    if (reason == SqlState.CONNECTION_FAILED) {
      throw reason.error(
          "The archive has not answered within the connection's network time-out, and the"
              + " connection is closed; connect again, or allow more by setNetworkTimeout: "
              + QueryErrors.excerpt(sql));
    }
    if (reason != null) {
      throw reason.error("The statement was cancelled: " + QueryErrors.excerpt(sql));
    }
  }

  @Override
  public void close() throws SQLException {
    if (!working.isHeldByCurrentThread() && working.isLocked()) {
      stop(SqlState.CANCELLED);
    }
    working.lock();
    try {
      if (!closed) {
        closed = true;
        timeLimits.forEach(TimeLimit::close);
        try (run) {
          if (rows != null) {
            rows.close();
          }
        }
      }
    } catch (RuntimeException e) {
      throw QueryErrors.of(e);
    } finally {
      working.unlock();
    }
  }
}
