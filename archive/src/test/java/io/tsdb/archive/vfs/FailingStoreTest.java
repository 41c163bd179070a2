package io.tsdb.archive.vfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.testing.Rows;
import io.tsdb.archive.testing.TestSegments;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Stores that fail or hang, and users that go away while something is read. */
@Timeout(120)
class FailingStoreTest {

  private static final ReadOptions SMALL = new ReadOptions(1 << 20, 1 << 20, 2, 2);
  private static final String SUM = "SELECT count(*), sum(value), sum(length(text)) FROM sample";

  @TempDir static Path folder;
  private static WatchedStore store;
  private static Segment segment;

  @BeforeAll
  static void writeSegment() throws Exception {
    store = new WatchedStore(new FileStore(folder.resolve("archive")));
    segment = TestSegments.create(store, folder, 60_000, 10, 300);
  }

  @BeforeEach
  void healStore() {
    store.reset();
  }

  @Test
  void anyFailedRead_surfacesItsCause_andTheNextQueryIsFine() throws Exception {
    List<List<Object>> expected = ask(SMALL);
    int reads = store.reads().size();
    assertThat(reads).isGreaterThan(5);
    int failed = 0;
    for (int k = 1; k <= reads; k++) {
      try (SegmentDatabases databases = new SegmentDatabases(SMALL)) {
        store.failAt(k);
        Throwable failure = catchThrowable(() -> ask(databases));
        // which reads are planned and which are on demand, and so their number, depends on timing
        if (store.reads().size() >= k) {
          failed++;
          assertThat(failure)
              .as("read " + k)
              .isInstanceOf(StoreException.class)
              .hasMessage("the store is away at read " + k);
        }
        assertThat(databases.openDatabases()).isZero();
        store.reset();
        assertThat(ask(databases)).as("after read " + k).isEqualTo(expected);
      }
    }
    assertThat(failed).isGreaterThan(5);
    assertThat(openFiles()).isZero();
  }

  @Test
  void aDatabase_isUsableAfterAReadFailed() throws Exception {
    List<List<Object>> expected = ask(SMALL);
    for (int k = 1; k <= 5; k++) {
      try (SegmentDatabases databases = new SegmentDatabases(SMALL);
          SegmentDatabase database = databases.open(segment)) {
        store.failAt(k);
        SQLException failure =
            catchThrowableOfType(SQLException.class, () -> Rows.of(database.connection(), SUM));
        assertThat(database.failure()).containsInstanceOf(StoreException.class);
        SQLException explained = database.explain(failure);
        assertThat((Throwable) explained)
            .hasMessage("the store is away at read " + k)
            .hasCauseInstanceOf(StoreException.class)
            .hasSuppressedException(failure);
        assertThat(explained.getErrorCode()).isEqualTo(failure.getErrorCode());
        store.reset();
        assertThat(Rows.of(database.connection(), SUM)).isEqualTo(expected);
      }
    }
  }

  @Test
  void anErrorThrownByAStore_isNoCrash() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(SMALL);
        SegmentDatabase database = databases.open(segment)) {
      store.before(
          n -> {
            throw new AssertionError("a broken store");
          });
      assertThatThrownBy(() -> Rows.of(database.connection(), SUM))
          .isInstanceOf(SQLException.class);
      assertThat(database.failure().orElseThrow())
          .hasMessageContaining("a broken store")
          .hasCauseInstanceOf(AssertionError.class);
    }
  }

  @Test
  void cancel_endsAReadThatHangs_andTheDatabaseIsUsableAfter() throws Exception {
    List<List<Object>> expected = ask(SMALL);
    try (SegmentDatabases databases = new SegmentDatabases(SMALL);
        SegmentDatabase database = databases.open(segment)) {
      CountDownLatch hanging = hang();
      CompletableFuture<List<List<Object>>> query = query(database);
      hanging.await();
      database.cancel();
      SQLException failure = failureOf(query);
      assertThat((Throwable) database.explain(failure))
          .hasCauseInstanceOf(InterruptedIOException.class);
      store.reset();
      assertThat(Rows.of(database.connection(), SUM)).isEqualTo(expected);
    }
  }

  @Test
  void statementCancel_endsAStatementBetweenReads() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(SMALL);
        SegmentDatabase database = databases.open(segment);
        Statement statement = database.connection().createStatement()) {
      Semaphore reads = new Semaphore(0);
      store.before(n -> reads.release());
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowableOfType(
                      SQLException.class,
                      () ->
                          statement
                              .executeQuery(
                                  "SELECT count(*) FROM sample a JOIN sample b ON a.value <"
                                      + " b.value + a.n")
                              .next()));
      reads.acquire();
      statement.cancel();
      assertThat((Throwable) failure.get(60, TimeUnit.SECONDS))
          .hasMessageContaining("SQLITE_INTERRUPT");
      store.reset();
      assertThat(Rows.of(database.connection(), "SELECT count(*) FROM sample"))
          .containsExactly(List.of(60_000L));
    }
  }

  @Test
  void close_endsAReadThatHangs() throws Exception {
    SegmentDatabases databases = new SegmentDatabases(SMALL);
    SegmentDatabase database = databases.open(segment);
    CountDownLatch hanging = hang();
    CompletableFuture<List<List<Object>>> query = query(database);
    hanging.await();
    databases.close();
    assertThat((Throwable) failureOf(query)).isNotNull();
    assertThat(databases.openDatabases()).isZero();
    assertThat(openFiles()).isZero();
    assertThat(database.connection().isClosed()).isTrue();
  }

  @Test
  void close_inTheMidstOfARunningStatement_isNoCrash() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(SMALL)) {
      for (int i = 0; i < 100; i++) {
        SegmentDatabase database = databases.open(segment);
        Semaphore reads = new Semaphore(0);
        store.before(n -> reads.release());
        CompletableFuture<List<List<Object>>> query = query(database);
        reads.acquire(1 + i % 4);
        database.close();
        database.close();
        database.cancel();
        // it was faster, or it was ended
        query.handle((rows, failure) -> failure).get(60, TimeUnit.SECONDS);
        assertThat(database.connection().isClosed()).isTrue();
      }
      assertThat(openFiles()).isZero();
    }
  }

  @Test
  void anInterruptedThread_leavesItsRead() throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(SMALL);
        SegmentDatabase database = databases.open(segment)) {
      Thread.currentThread().interrupt();
      SQLException failure =
          catchThrowableOfType(SQLException.class, () -> Rows.of(database.connection(), SUM));
      assertThat(Thread.interrupted()).as("the interrupt still stands").isTrue();
      assertThat((Throwable) database.explain(failure))
          .hasCauseInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void open_afterClose_isRefused() throws Exception {
    SegmentDatabases databases = new SegmentDatabases(SMALL);
    databases.close();
    databases.close();
    assertThatThrownBy(() -> databases.open(segment))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the archive is closed");
  }

  private static List<List<Object>> ask(ReadOptions options) throws Exception {
    try (SegmentDatabases databases = new SegmentDatabases(options)) {
      return ask(databases);
    }
  }

  private static List<List<Object>> ask(SegmentDatabases databases) throws Exception {
    try (SegmentDatabase database = databases.open(segment)) {
      try {
        database.warm(database.rows(TimeRange.ALL));
        return Rows.of(database.connection(), SUM);
      } catch (SQLException e) {
        throw (Exception) database.explain(e).getCause();
      }
    }
  }

  /** From now on reads hang until they are interrupted; counts down when the first one does. */
  private static CountDownLatch hang() {
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(
        n -> {
          hanging.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the store was interrupted");
          }
        });
    return hanging;
  }

  private static CompletableFuture<List<List<Object>>> query(SegmentDatabase database) {
    Connection connection = database.connection();
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Rows.of(connection, SUM);
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static SQLException failureOf(CompletableFuture<?> query) throws Exception {
    ExecutionException failure =
        catchThrowableOfType(ExecutionException.class, () -> query.get(60, TimeUnit.SECONDS));
    return (SQLException) failure.getCause().getCause();
  }

  private static int openFiles() throws IOException {
    SqliteVfs vfs = SqliteVfs.acquire();
    try {
      return vfs.files().bound();
    } finally {
      vfs.release();
    }
  }
}
