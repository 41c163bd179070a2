package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.format.EventBatch;
import io.tsdb.archive.format.SegmentFile;
import io.tsdb.archive.format.SegmentFiles;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementTest {

  private static final int ROWS = 1_500_000;

  /** Takes SQLite seconds, and delivers no row on the way: each payload is made and parsed. */
  private static final String SLOW =
      "SELECT ts FROM events WHERE payload->>'value' = 'none' AND payload->>'text' = 'none'";

  private static final String COUNT = "SELECT count(*) FROM events WHERE \"value\" < 10";

  @TempDir static Path folder;
  private static String url;
  private Connection connection;
  private Statement statement;

  @BeforeAll
  static void write() throws Exception {
    EventBatch batch = new EventBatch();
    Labels labels = Labels.of(Map.of("series", "one"));
    for (int i = 0; i < ROWS; i++) {
      batch.add(i, new Event(i, labels, OptionalDouble.of(i), Optional.empty(), Optional.empty()));
    }
    for (SegmentFile file : SegmentFiles.write(batch, "big", 1, folder)) {
      Path target = folder.resolve(file.key());
      Files.createDirectories(target.getParent());
      Files.move(file.path(), target);
    }
    url = "jdbc:tsdb:" + folder.toUri();
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

  private long count(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery(COUNT)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  private static String state(Throwable e) {
    return ((SQLException) e).getSQLState();
  }

  /** Runs a query to its end on another thread. */
  private static CompletableFuture<Integer> inBackground(Statement statement, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (ResultSet rows = statement.executeQuery(sql)) {
            int count = 0;
            while (rows.next()) {
              count++;
            }
            return count;
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  @Test
  void cancel_stopsAQueryThatIsBusyInsideSqlite() throws SQLException {
    CompletableFuture<Integer> running = inBackground(statement, SLOW);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              // Before the execution has begun there is nothing to cancel yet.
              statement.cancel();
              return running.isDone();
            });
    assertThatThrownBy(running::join)
        .cause()
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("The statement was cancelled: SELECT ts FROM events")
        .satisfies(e -> assertThat(state(e)).isEqualTo("57014"));
    assertThat(count(statement)).isEqualTo(10);
  }

  @Test
  void cancel_reachesTheResultBeingRead_andNotTheNextExecution() throws SQLException {
    ResultSet rows = statement.executeQuery("SELECT ts FROM events");
    assertThat(rows.next()).isTrue();
    statement.cancel();
    assertThatThrownBy(rows::next).satisfies(e -> assertThat(state(e)).isEqualTo("57014"));
    assertThat(count(statement)).isEqualTo(10);
    statement.cancel();
    assertThat(count(statement)).isEqualTo(10);
  }

  @Test
  void queryTimeout_stopsAQueryThatIsBusyInsideSqlite() throws SQLException {
    statement.setQueryTimeout(1);
    assertThatThrownBy(
            () -> {
              try (ResultSet rows = statement.executeQuery(SLOW)) {
                rows.next();
              }
            })
        .isInstanceOf(SQLTimeoutException.class)
        .hasMessageStartingWith("The statement was stopped after its query time-out of 1 s: SELECT")
        .satisfies(e -> assertThat(state(e)).isEqualTo("HYT00"));
    statement.setQueryTimeout(Integer.MAX_VALUE);
    assertThat(count(statement)).isEqualTo(10);
    assertThatThrownBy(() -> statement.setQueryTimeout(-1)).isInstanceOf(SQLException.class);
  }

  @Test
  void close_endsAQueryThatAnotherThreadRuns() throws SQLException {
    CompletableFuture<Integer> running = inBackground(statement, SLOW);
    await().until(() -> ((TsdbStatement) statement).isExecuting());
    connection.close();
    assertThatThrownBy(running::join).cause().isInstanceOf(SQLException.class);
    assertThat(statement.isClosed()).isTrue();
    assertThatThrownBy(() -> statement.executeQuery(COUNT))
        .satisfies(e -> assertThat(state(e)).isEqualTo("55000"));
  }

  @Test
  void maxRows_limitsBothKindsOfStatement() throws SQLException {
    statement.setMaxRows(3);
    assertThat(rows(statement.executeQuery("SELECT ts FROM events"))).isEqualTo(3);
    try (PreparedStatement prepared = connection.prepareStatement("SELECT ts FROM events")) {
      prepared.setMaxRows(2);
      assertThat(rows(prepared.executeQuery())).isEqualTo(2);
      prepared.setMaxRows(0);
      prepared.setLargeMaxRows(4);
      assertThat(rows(prepared.executeQuery())).isEqualTo(4);
    }
  }

  private static int rows(ResultSet result) throws SQLException {
    int count = 0;
    while (result.next()) {
      count++;
    }
    return count;
  }

  @Test
  void severalStatements_areOpenAtOnce_andOneHasOneResult() throws SQLException {
    ResultSet first = statement.executeQuery("SELECT ts FROM events");
    try (Statement other = connection.createStatement()) {
      ResultSet second = other.executeQuery("SELECT \"value\" FROM events");
      assertThat(first.next() && second.next() && first.next() && second.next()).isTrue();
      assertThat(second.getDouble(1)).isEqualTo(1);
      ResultSet third = other.executeQuery(COUNT);
      assertThat(second.isClosed()).isTrue();
      assertThat(third.isClosed()).isFalse();
    }
    assertThat(first.next()).isTrue();
    connection.close();
    assertThat(first.isClosed()).isTrue();
  }

  @Test
  void closeOnCompletion_closesWithTheResult() throws SQLException {
    statement.closeOnCompletion();
    statement.executeQuery(COUNT).close();
    assertThat(statement.isClosed()).isTrue();
  }

  @Test
  void execute_hasOneResultAndNoUpdateCount() throws SQLException {
    assertThat(statement.execute(COUNT + " ; ")).isTrue();
    assertThat(statement.getResultSet().next()).isTrue();
    assertThat(statement.getUpdateCount()).isEqualTo(-1);
    assertThat(statement.getMoreResults()).isFalse();
    assertThat(statement.getResultSet()).isNull();
    assertThat(statement.getGeneratedKeys().next()).isFalse();
    assertThat(statement.executeBatch()).isEmpty();
  }

  @Test
  void changes_areRefusedAsReadOnly() {
    for (String sql :
        new String[] {
          "INSERT INTO events (ts) VALUES (NULL)", "delete from events", "/* x */ DROP TABLE events"
        }) {
      assertThatThrownBy(() -> statement.executeUpdate(sql))
          .hasMessageContaining("read-only")
          .satisfies(e -> assertThat(state(e)).isEqualTo("25006"));
      assertThatThrownBy(() -> statement.execute(sql, Statement.RETURN_GENERATED_KEYS))
          .satisfies(e -> assertThat(state(e)).isEqualTo("25006"));
      assertThatThrownBy(() -> statement.addBatch(sql))
          .satisfies(e -> assertThat(state(e)).isEqualTo("25006"));
    }
    assertThatThrownBy(() -> statement.executeUpdate(COUNT))
        .hasMessageContaining("run it by executeQuery");
  }

  @Test
  void cancel_stopsAScrollToTheLastRow_andRowsFetchedStayReadable() throws Exception {
    try (Statement scrolling =
        connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
      ResultSet rows = scrolling.executeQuery("SELECT \"value\", payload FROM events");
      assertThat(rows.absolute(3)).isTrue();
      CompletableFuture<Boolean> last =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return rows.last();
                } catch (SQLException e) {
                  throw new CompletionException(e);
                }
              });
      await().until(() -> ((TsdbStatement) scrolling).isExecuting());
      scrolling.cancel();
      assertThatThrownBy(last::join)
          .cause()
          .satisfies(e -> assertThat(state(e)).isEqualTo("57014"));
      assertThat(rows.absolute(2)).isTrue();
      assertThat(rows.getDouble(1)).isEqualTo(1);
      assertThatThrownBy(rows::last).satisfies(e -> assertThat(state(e)).isEqualTo("57014"));
      assertThat(count(scrolling)).isEqualTo(10);
    }
  }

  @Test
  void closeOnCompletion_outlivesTheNextExecution() throws SQLException {
    statement.closeOnCompletion();
    ResultSet first = statement.executeQuery(COUNT);
    ResultSet second = statement.executeQuery(COUNT);
    assertThat(first.isClosed()).isTrue();
    assertThat(statement.isClosed()).isFalse();
    second.close();
    assertThat(statement.isClosed()).isTrue();
  }

  @Test
  void settings_areKeptAndPassedToResults() throws SQLException {
    statement.setFetchSize(100);
    assertThat(statement.executeQuery(COUNT).getFetchSize()).isEqualTo(100);
    statement.setLargeMaxRows(1L << 40);
    assertThat(statement.getLargeMaxRows()).isEqualTo(1L << 40);
    assertThat(statement.getMaxRows()).isEqualTo(Integer.MAX_VALUE);
    assertThat(count(statement)).isEqualTo(10);
    assertThat(statement.isPoolable()).isFalse();
    assertThat(connection.prepareStatement(COUNT).isPoolable()).isTrue();
    for (ThrowingCallable wrong :
        new ThrowingCallable[] {
          () -> statement.setFetchSize(-1),
          () -> statement.setMaxFieldSize(-1),
          () -> statement.setLargeMaxRows(-1),
          () -> statement.setFetchDirection(0),
          () -> statement.getMoreResults(0),
          () -> statement.execute(COUNT, 0),
          () -> connection.prepareStatement(COUNT, 3)
        }) {
      assertThatThrownBy(wrong).satisfies(e -> assertThat(state(e)).isEqualTo("22023"));
    }
  }

  @Test
  void generatedKeys_areAskedForInVain() throws SQLException {
    assertThat(statement.execute(COUNT, Statement.RETURN_GENERATED_KEYS)).isTrue();
    assertThat(statement.execute(COUNT, new int[] {1})).isTrue();
    assertThat(statement.execute(COUNT, new String[] {"ts"})).isTrue();
    assertThat(statement.getGeneratedKeys().next()).isFalse();
    for (PreparedStatement prepared :
        new PreparedStatement[] {
          connection.prepareStatement(COUNT, Statement.RETURN_GENERATED_KEYS),
          connection.prepareStatement(COUNT, new int[] {1}),
          connection.prepareStatement(COUNT, new String[] {"ts"})
        }) {
      assertThat(rows(prepared.executeQuery())).isEqualTo(1);
      assertThat(prepared.getGeneratedKeys().next()).isFalse();
      assertThatThrownBy(prepared::addBatch).hasMessageContaining("run it by executeQuery");
      prepared.close();
    }
    assertThatThrownBy(() -> statement.addBatch(COUNT))
        .hasMessageContaining("run it by executeQuery");
  }

  @Test
  void warnings_endWithTheNextExecution() throws SQLException {
    try (Statement updatable =
        connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)) {
      assertThat(updatable.getWarnings().getMessage()).isEqualTo("Result sets are read-only");
      assertThat(count(updatable)).isEqualTo(10);
      assertThat((Object) updatable.getWarnings()).isNull();
    }
  }
}
