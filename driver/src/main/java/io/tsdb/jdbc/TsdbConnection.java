package io.tsdb.jdbc;

import io.tsdb.calcite.SqlTypeFactory;
import io.tsdb.calcite.TsdbSql;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.plan.PlannedStatement;
import io.tsdb.calcite.plan.StatementPlanner;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.jdbc.CalciteConnection;

/**
 * A connection to one archive. Beneath it lies a connection of Calcite that knows the schema and
 * plans; statements, result sets and metadata are our own, since tools expect more of them than
 * Calcite's give.
 */
final class TsdbConnection extends ConnectionStatements {

  /** Gives back what the connection was opened with. */
  interface Resource {
    void close() throws SQLException;
  }

  private static final int TIMER_IDLE_SECONDS = 5;
  private static final int CANCEL_POLL_MILLIS = 50;

  private final CalciteConnection calcite;
  private final JavaTypeFactory types;
  private final String url;
  private final long memoryLimit;
  private final Resource resource;
  // Calcite's type factory and schema are not made for two threads that plan at once.
  private final ReentrantLock planning = new ReentrantLock();
  private ScheduledThreadPoolExecutor timer;
  private volatile NetworkTimeout networkTimeout = NetworkTimeout.NONE;
  private volatile boolean closed;

  /**
   * @param url for metadata and messages: without credentials
   * @param memoryLimit what a statement may hold in memory, bytes
   * @param resource closed with the connection
   */
  TsdbConnection(CalciteConnection calcite, String url, long memoryLimit, Resource resource) {
    this.calcite = calcite;
    this.types = new SqlTypeFactory();
    this.url = url;
    this.memoryLimit = memoryLimit;
    this.resource = resource;
  }

  CalciteConnection calcite() {
    return calcite;
  }

  JavaTypeFactory types() {
    return types;
  }

  String url() {
    return url;
  }

  /** What a statement may hold in memory, bytes. */
  long memoryLimit() {
    return memoryLimit;
  }

  @Override
  TsdbConnection self() {
    return this;
  }

  /** One from {@link PlanCache}, else parsed, planned and compiled. */
  @Override
  PreparedQuery prepare(String sql, AtomicBoolean cancelFlag) throws SQLException {
    checkOpen();
    if (sql == null || sql.isBlank()) {
      throw SqlState.SYNTAX_ERROR.error("Expected a SQL statement, found an empty text");
    }
    try {
      PlanCache.Key key =
          new PlanCache.Key(
              url, TsdbSql.schemaVersion(calcite, cancelFlag), calcite.getSchema(), sql);
      Optional<PreparedQuery> known = PlanCache.SHARED.get(key);
      return known.isPresent() ? known.get() : plan(key, cancelFlag);
    } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
      throw QueryErrors.of(e);
    }
  }

  private PreparedQuery plan(PlanCache.Key key, AtomicBoolean cancelFlag) throws SQLException {
    awaitTurn(cancelFlag);
    try {
      PlannedStatement planned =
          StatementPlanner.plan(
              new PlanningContext(calcite.createPrepareContext(), types), key.sql(), cancelFlag);
      PreparedQuery query = PreparedQuery.of(key.sql(), planned.signature());
      if (planned.sharable()) {
        PlanCache.SHARED.put(key, query, planned.bytes());
      }
      return query;
    } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
      throw NameSuggestions.add(QueryErrors.of(e), this);
    } finally {
      planning.unlock();
    }
  }

  /** Takes the lock of planning; a statement that is cancelled meanwhile waits no longer. */
  private void awaitTurn(AtomicBoolean cancelFlag) throws SQLException {
    try {
      while (!WarmUp.awaitPlanning(CANCEL_POLL_MILLIS)
          || !planning.tryLock(CANCEL_POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        if (cancelFlag.get()) {
          throw new QueryCanceledException();
        }
        checkOpen();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw QueryErrors.of(e);
    }
  }

  /**
   * One thread for time-outs, started by the first and ended when none has been set for a while.
   */
  synchronized ScheduledExecutorService timer() {
    if (timer == null) {
      timer =
          new ScheduledThreadPoolExecutor(
              1,
              task -> {
                Thread thread = new Thread(task, "tsdb-query-timeout");
                thread.setDaemon(true);
                thread.setContextClassLoader(null);
                return thread;
              });
      timer.setKeepAliveTime(TIMER_IDLE_SECONDS, TimeUnit.SECONDS);
      timer.allowCoreThreadTimeOut(true);
    }
    return timer;
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    checkOpen();
    return new TsdbDatabaseMetaData(this);
  }

  @Override
  public String getSchema() throws SQLException {
    checkOpen();
    return calcite.getSchema();
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    checkOpen();
    if (schema == null || schema.isEmpty()) {
      return;
    }
    for (String known : SchemaTables.schemas(this)) {
      if (known.equalsIgnoreCase(schema)) {
        calcite.setSchema(known);
        return;
      }
    }
    throw SqlState.INVALID_ARGUMENT.error(
        "Expected one of the schemas "
            + String.join(", ", SchemaTables.schemas(this))
            + ", found "
            + schema);
  }

  /**
   * Whether it is open. Every request to the archive stands for itself, so there is nothing beneath
   * that could have been cut off meanwhile, and a pool's check costs no request.
   */
  @Override
  public boolean isValid(int seconds) throws SQLException {
    StatementSettings.checkNotNegative("time-out in seconds", seconds);
    return !closed;
  }

  /**
   * How long a call may wait for the archive (JDBC 4.3, 9.5): one that does for longer fails with
   * {@link SqlState#CONNECTION_FAILED}, and the connection is closed on the executor. Each request
   * to a store has a time-out of its own besides.
   *
   * @param executor may be null where there is no time-out
   */
  @Override
  public void setNetworkTimeout(Executor executor, int milliseconds) throws SQLException {
    checkOpen();
    StatementSettings.checkNotNegative("network time-out in milliseconds", milliseconds);
    if (executor == null && milliseconds > 0) {
      throw SqlState.INVALID_ARGUMENT.error("Expected an executor to close on, found null");
    }
    networkTimeout = new NetworkTimeout(milliseconds, Optional.ofNullable(executor));
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    checkOpen();
    return networkTimeout.millis();
  }

  /** Begins an execution of a statement. */
  QueryExecution execution(Duration timeLimit, long maxRows) {
    QueryExecution execution = new QueryExecution(timeLimit, this::timer, maxRows, memoryLimit);
    networkTimeout.limit(execution, this);
    return execution;
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    if (executor == null) {
      throw SqlState.INVALID_ARGUMENT.error("Expected an executor to abort on, found null");
    }
    if (closed) {
      return;
    }
    for (TsdbStatement statement : openStatements()) {
      if (!statement.isClosed()) {
        statement.cancel();
      }
    }
    close();
  }

  @Override
  void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.CONNECTION_CLOSED.error("The connection has been closed");
    }
  }

  @Override
  public void close() throws SQLException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      endPlanning();
      if (timer != null) {
        timer.shutdownNow();
      }
    }
    SQLException failure = null;
    List<Resource> all = new ArrayList<>();
    openStatements().forEach(statement -> all.add(statement::close));
    all.add(calcite::close);
    all.add(resource);
    for (Resource each : all) {
      try {
        each.close();
      } catch (SQLException | RuntimeException e) {
        SQLException problem = QueryErrors.of(e);
        if (failure == null) {
          failure = problem;
        } else {
          failure.addSuppressed(problem);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }

  @Override
  public String toString() {
    return "Connection to " + url;
  }
}
