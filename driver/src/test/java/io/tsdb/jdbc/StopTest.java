package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cancel, a time-out and a close end a statement in each of its phases, and soon. */
class StopTest {

  /** Far more than a stop takes, and far less than the statements would. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final String THOUSAND = "(VALUES (1)" + ", (2)".repeat(999) + ")";

  /** Statements that would take hours. */
  private enum Busy {
    /** Calcite's planner merges unions in all ways. */
    PLANNING("SELECT 0 FROM events" + unions(150)),
    /** A loop join that never delivers a row. */
    LOOP_JOIN("SELECT count(*) FROM " + crossed(4) + " WHERE t0.a + t3.a = 0"),
    /** An aggregate of a join's rows. */
    AGGREGATE("SELECT sum(t0.a + t3.a) FROM " + crossed(4)),
    /** A sort that reads all before its first row. */
    SORT("SELECT t0.a + t3.a FROM " + crossed(4) + " ORDER BY 1 LIMIT 1"),
    /** DISTINCT of few values. */
    DISTINCT("SELECT DISTINCT t0.a + t3.a FROM " + crossed(4)),
    /** A join by a key of one value. */
    HASH_JOIN(
        "SELECT count(*) FROM (SELECT t0.a - t0.a AS k FROM "
            + crossed(2)
            + ") AS l JOIN (SELECT t0.a - t0.a AS k FROM "
            + crossed(2)
            + ") AS r ON l.k = r.k"),
    /** A recursion without end. */
    RECURSION(
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT MOD(n, 9) + 1 FROM r)"
            + " SELECT count(*) FROM r");

    private final String sql;

    Busy(String sql) {
      this.sql = sql;
    }

    private static String unions(int count) {
      StringBuilder unions = new StringBuilder();
      for (int i = 1; i <= count; i++) {
        unions.append(" UNION SELECT ").append(i).append(" FROM events WHERE \"value\" > ");
        unions.append(i);
      }
      return unions.toString();
    }

    private static String crossed(int count) {
      StringBuilder tables = new StringBuilder();
      int number = 0;
      for (String table : Collections.nCopies(count, THOUSAND)) {
        tables.append(number == 0 ? "" : ", ").append(table);
        tables.append(" AS t").append(number++).append("(a)");
      }
      return tables.toString();
    }
  }

  @TempDir static Path folder;
  private static String url;
  private Connection connection;
  private Statement statement;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder);
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = DriverManager.getConnection(url);
    statement = connection.createStatement();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private static CompletableFuture<Integer> inBackground(Statement statement, Busy busy) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (ResultSet rows = statement.executeQuery(busy.sql)) {
            return rows.next() ? rows.getInt(1) : 0;
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static String state(Throwable e) {
    return ((SQLException) e).getSQLState();
  }

  /** Whether the statement is at what makes it busy: planning, or what comes after it. */
  private boolean isIn(Busy busy) throws SQLException {
    TsdbStatement executed = (TsdbStatement) statement;
    return executed.isExecuting()
        && (busy == Busy.PLANNING || executed.statistics().stages().planning().toNanos() > 0);
  }

  private void isReusable() throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancel_endsIt_andTheStatementIsReusable(Busy busy) throws SQLException {
    CompletableFuture<Integer> running = inBackground(statement, busy);
    await()
        .atMost(SOON)
        .until(
            () -> {
              // Before the execution has begun there is nothing to cancel yet.
              if (isIn(busy)) {
                statement.cancel();
              }
              return running.isDone();
            });
    assertThatThrownBy(running::join)
        .cause()
        .hasMessageStartingWith("The statement was cancelled: ")
        .satisfies(e -> assertThat(state(e)).isEqualTo("57014"));
    isReusable();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLANNING", "LOOP_JOIN"})
  void queryTimeout_endsIt_andTheStatementIsReusable(Busy busy) throws SQLException {
    statement.setQueryTimeout(1);
    CompletableFuture<Integer> running = inBackground(statement, busy);
    await().atMost(SOON).until(running::isDone);
    assertThatThrownBy(running::join)
        .cause()
        .isInstanceOf(SQLTimeoutException.class)
        .satisfies(e -> assertThat(state(e)).isEqualTo("HYT00"));
    isReusable();
  }

  @ParameterizedTest
  @EnumSource(names = {"PLANNING", "LOOP_JOIN"})
  void closeOfTheConnection_endsIt(Busy busy) throws SQLException {
    CompletableFuture<Integer> running = inBackground(statement, busy);
    await().until(() -> ((TsdbStatement) statement).isExecuting());
    connection.close();
    await().atMost(SOON).until(running::isDone);
    assertThatThrownBy(running::join).cause().isInstanceOf(SQLException.class);
  }

  @Test
  void close_endsAStatementThatIsBeingPrepared() throws SQLException {
    CompletableFuture<Statement> preparing =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return connection.prepareStatement(Busy.PLANNING.sql);
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            });
    // The second waits for its turn to be planned.
    CompletableFuture<Integer> waiting = inBackground(statement, Busy.LOOP_JOIN);
    await().until(() -> ((TsdbStatement) statement).isExecuting());
    connection.abort(Runnable::run);
    await().atMost(SOON).until(() -> preparing.isDone() && waiting.isDone());
    assertThatThrownBy(preparing::join).cause().isInstanceOf(SQLException.class);
    assertThatThrownBy(waiting::join).cause().isInstanceOf(SQLException.class);
  }
}
