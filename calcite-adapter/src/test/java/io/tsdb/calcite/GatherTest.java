package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.testing.WatchedStore;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.ColdArchive;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.linq4j.Enumerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many segments a query reads at once and ahead, and how it ends when one of them fails. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GatherTest {

  private static final int SEGMENTS = 24;
  private static final int ROWS = 600;

  @TempDir static Path directory;

  private static ArchiveFixture written;

  private ColdArchive cold;
  private WatchedStore store;
  private Queries queries;

  @BeforeAll
  static void writeArchive() throws Exception {
    List<List<Event>> seals = new ArrayList<>();
    for (int hour = 0; hour < SEGMENTS; hour++) {
      List<Event> events = new ArrayList<>();
      Instant start = Instant.parse("2024-01-01T00:00:00Z").plusSeconds(3600L * hour);
      for (int i = 0; i < ROWS; i++) {
        events.add(
            Events.number(
                start.plusSeconds(i).toString(), Map.of("host", "h" + i % 3), hour * ROWS + i));
      }
      seals.add(events);
    }
    written = ArchiveFixture.of(directory, seals);
  }

  @AfterAll
  static void closeArchive() throws Exception {
    written.close();
  }

  @BeforeEach
  void open() throws Exception {
    cold = written.cold();
    store = cold.store();
    queries = cold.queries();
  }

  @AfterEach
  void close() throws Exception {
    assertThat(cold.archive().databases().openDatabases()).isZero();
    cold.close();
  }

  /** Starts a query and reads some rows. */
  private Enumerator<Object> read(String sql, int rows) {
    Enumerator<Object> run = queries.run(queries.prepare(sql), new AtomicBoolean());
    for (int i = 0; i < rows; i++) {
      assertThat(run.moveNext()).isTrue();
    }
    return run;
  }

  @Test
  void rows_ofManySegments_comeInOrder() throws Exception {
    String sql = "SELECT ts, host, value FROM events";
    assertThat(queries.rows(sql)).isEqualTo(written.oracle(sql + " ORDER BY ts"));
    assertThat(cold.takeRead()).hasSize(SEGMENTS);
  }

  @Test
  void grid_readsOneSegment() {
    try (Enumerator<Object> run = read("SELECT * FROM events", 200)) {
      assertThat(cold.takeRead()).hasSize(1);
      assertThat(run.current()).isNotNull();
    }
    assertThat(queries.rows("SELECT * FROM events LIMIT " + (ROWS - 1))).hasSize(ROWS - 1);
    assertThat(cold.takeRead()).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void longRead_readsMoreAndMoreAhead() {
    try (Enumerator<Object> run = read("SELECT * FROM events", ROWS + 1)) {
      assertThat(cold.takeRead().size()).isLessThanOrEqualTo(3);
      while (run.moveNext()) {
        // to the end
      }
    }
    assertThat(cold.takeRead()).hasSizeGreaterThanOrEqualTo(SEGMENTS - 3);
  }

  @Test
  void plan_tellsWhatIsReadToItsEnd() {
    assertThat(queries.plan("SELECT sum(value) FROM events")).contains("demand=[ALL]");
    assertThat(queries.plan("SELECT value FROM events ORDER BY value LIMIT 3"))
        .contains("demand=[ALL]");
    assertThat(queries.plan("SELECT value FROM events LIMIT 3")).doesNotContain("demand");
    assertThat(queries.plan("SELECT sum(value) FROM (SELECT * FROM events LIMIT 3)"))
        .doesNotContain("demand");
  }

  @Test
  void aggregate_fetchesHeadsAllAtOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(SEGMENTS);
    Set<Long> threads = new TreeSet<>();
    store.before(
        n -> {
          synchronized (threads) {
            threads.add(Thread.currentThread().getId());
          }
          if (n <= SEGMENTS) {
            all.countDown();
            await(all);
          }
        });
    assertThat(queries.rows("SELECT sum(value) FROM events"))
        .isEqualTo(written.oracle("SELECT sum(value) FROM events"));
    assertThat(cold.takeRead()).hasSize(SEGMENTS);
    assertThat(threads.size()).isGreaterThanOrEqualTo(SEGMENTS);
  }

  private static void await(CountDownLatch latch) throws InterruptedIOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("Not all came");
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }

  @Test
  void failure_ofAnySegment_endsAnAggregate() {
    String last = segmentKeys().get(SEGMENTS - 1);
    AtomicInteger failures = new AtomicInteger();
    store.before(
        n -> {
          if (store.reads().get(n - 1).key().equals(last)) {
            failures.incrementAndGet();
            throw new StoreException(Reason.DENIED, "no entry to " + last);
          }
        });
    assertThatThrownBy(() -> queries.rows("SELECT sum(value) FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("no entry to " + last);
    assertThat(failures.get()).isPositive();
  }

  @Test
  void failures_ofManySegments_areReportedTogether() {
    store.before(
        n -> {
          throw new StoreException(Reason.DENIED, "no entry at read " + n);
        });
    assertThatThrownBy(() -> queries.rows("SELECT sum(value) FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("no entry at read");
  }

  private List<String> segmentKeys() {
    try {
      return cold.archive().catalog().segments(TimeRange.ALL).stream()
          .map(segment -> segment.object().key())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void cancel_whileAllSegmentsWaitForTheStore_endsSoon() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    store.before(
        n -> {
          reading.countDown();
          await(never);
        });
    AtomicBoolean cancel = new AtomicBoolean();
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (Enumerator<Object> run =
                  queries.run(queries.prepare("SELECT sum(value) FROM events"), cancel)) {
                run.moveNext();
                failure.complete(new AssertionError("The query ended by itself"));
              } catch (RuntimeException e) {
                failure.complete(e);
              }
            });
    reader.start();
    assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
    cancel.set(true);
    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(QueryCanceledException.class);
    reader.join();
  }

  @Test
  void close_whileWorkersWaitForTheStore_endsSoon() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Set<String> before = new TreeSet<>(segmentKeys().subList(0, 2));
    store.before(
        n -> {
          if (!before.contains(store.reads().get(n - 1).key())) {
            await(never);
          }
        });
    long start = System.nanoTime();
    try (Enumerator<Object> run = read("SELECT * FROM events", ROWS + 1)) {
      assertThat(run.current()).isNotNull();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void interrupt_ofTheReader_endsTheQuery() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queries.rows("SELECT sum(value) FROM events"))
        .isInstanceOf(QueryException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
