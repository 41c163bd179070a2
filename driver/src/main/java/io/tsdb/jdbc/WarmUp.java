package io.tsdb.jdbc;

import io.tsdb.calcite.TsdbSql;
import io.tsdb.calcite.memory.StatementMemory;
import io.tsdb.calcite.plan.StatementPlanner;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.jdbc.CalciteConnection;

/**
 * Loads the classes that connecting and planning need, once in a process, in a thread of its own
 * while the first connection opens its archive and its user gets ready to ask. There are thousands
 * of them, and to load them is most of what the first statement takes.
 *
 * <p>Classes of Calcite refer to each other while they are initialised. Two threads that begin at
 * different ends of such a circle wait for each other for ever. So nobody else touches them while
 * they are loaded: whoever connects waits for the first stage, whoever plans for the second.
 */
final class WarmUp {

  /** One that needs no code of its own: the compiler for others is loaded by those who ask them. */
  private static final String STATEMENT = "SELECT ts FROM events WHERE ts >= ?";

  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final CompletableFuture<Void> CONNECTING = new CompletableFuture<>();
  private static final CountDownLatch PLANNING = new CountDownLatch(1);

  private WarmUp() {}

  /** Begins, unless somebody has before. */
  static void start() {
    if (STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(WarmUp::run, "tsdb-warm-up");
      thread.setDaemon(true);
      thread.setContextClassLoader(WarmUp.class.getClassLoader());
      thread.start();
    }
  }

  /**
   * Waits until Calcite's connections and schemas can be used, whether or not it is interrupted.
   */
  static void awaitConnecting() {
    start();
    CONNECTING.join();
  }

  /**
   * Waits until statements can be planned.
   *
   * @param millis longest to wait, milliseconds
   * @return whether they can
   */
  static boolean awaitPlanning(long millis) throws InterruptedException {
    start();
    return PLANNING.await(millis, TimeUnit.MILLISECONDS);
  }

  private static void run() {
    try (CalciteConnection calcite = CalciteConnections.open(TsdbSql.connectionProperties())) {
      TsdbSql.installWithoutArchive(calcite);
      try (TsdbConnection connection =
          new TsdbConnection(calcite, TsdbUrl.PREFIX, StatementMemory.defaultLimit(), () -> {})) {
        SchemaTables.tables(connection)
            .forEach(
                table ->
                    table
                        .columns(connection.types())
                        .forEach(field -> ColumnType.of(field.getType())));
        CONNECTING.complete(null);
        StatementPlanner.plan(
            new PlanningContext(calcite.createPrepareContext(), connection.types()),
            STATEMENT,
            new AtomicBoolean());
      }
    } catch (SQLException | RuntimeException | Error e) {
      // It fails again, and is told, where a user asks for it.
    } finally {
      CONNECTING.complete(null);
      PLANNING.countDown();
    }
  }
}
