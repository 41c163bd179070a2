package io.tsdb.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoreException;
import io.tsdb.calcite.execute.QueryCanceledException;
import io.tsdb.calcite.execute.QueryException;
import io.tsdb.calcite.testing.ArchiveFixture;
import io.tsdb.calcite.testing.Events;
import io.tsdb.calcite.testing.Queries;
import io.tsdb.calcite.testing.Samples;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.linq4j.Enumerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a query: opened late, closed early, canceled, failing. */
class RunTest {

  @TempDir Path directory;

  private ArchiveFixture archive;
  private Queries queries;

  private void write(List<List<Event>> seals) throws Exception {
    archive = ArchiveFixture.of(directory, seals);
    queries = archive.connect();
  }

  @AfterEach
  void close() throws Exception {
    queries.close();
    archive.close();
  }

  private int openDatabases() {
    return archive.archive().databases().openDatabases();
  }

  @Test
  void segments_areOpenedAsRowsAreReadAndClosed() throws Exception {
    write(Samples.seals());
    try (Enumerator<Object> run =
        queries.run(queries.prepare("SELECT value FROM events"), new AtomicBoolean())) {
      assertThat(openDatabases()).isZero();
      assertThat(run.moveNext()).isTrue();
      assertThat(openDatabases()).isEqualTo(1);
      int rows = 1;
      while (run.moveNext()) {
        rows++;
      }
      assertThat(rows).isEqualTo(8);
      assertThat(openDatabases()).isZero();
      assertThat(run.moveNext()).isFalse();
    }
  }

  @Test
  void run_closedEarly_leavesNothingOpen() throws Exception {
    write(Samples.seals());
    for (String sql :
        List.of(
            "SELECT value FROM events",
            "SELECT value FROM events WHERE UPPER(sensor) = 'A'",
            "SELECT a.ts FROM events AS a JOIN events AS b ON a.ts > b.ts")) {
      try (Enumerator<Object> run = queries.run(queries.prepare(sql), new AtomicBoolean())) {
        assertThat(run.moveNext()).isTrue();
      }
      assertThat(openDatabases()).as(sql).isZero();
    }
    assertThat(queries.rows("SELECT value FROM events LIMIT 1")).hasSize(1);
    assertThat(openDatabases()).isZero();
  }

  @Test
  void run_canceledBetweenRows_ends() throws Exception {
    write(Samples.seals());
    AtomicBoolean cancel = new AtomicBoolean();
    try (Enumerator<Object> run =
        queries.run(queries.prepare("SELECT value FROM events"), cancel)) {
      assertThat(run.moveNext()).isTrue();
      cancel.set(true);
      assertThatThrownBy(run::moveNext).isInstanceOf(QueryCanceledException.class);
      assertThat(openDatabases()).isZero();
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void run_canceledWhileSqliteWorks_endsSoon() throws Exception {
    List<Event> events = new ArrayList<>();
    Instant start = Instant.parse("2024-01-01T00:00:00Z");
    for (int i = 0; i < 200_000; i++) {
      events.add(Events.number(start.plusMillis(i).toString(), Map.of("s", "x"), i));
    }
    write(List.of(events));
    // Every row is looked at, none is found, and each takes SQLite much work.
    StringBuilder never = new StringBuilder("SELECT value FROM events WHERE FALSE");
    for (int i = 0; i < 20; i++) {
      never.append(" OR payload->'value'->>'k").append(i).append("' = 'x'");
    }
    AtomicBoolean cancel = new AtomicBoolean();
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              try (Enumerator<Object> run =
                  queries.run(queries.prepare(never.toString()), cancel)) {
                while (run.moveNext()) {
                  // nothing is found
                }
                return new AssertionError("The query ended by itself");
              } catch (RuntimeException e) {
                return e;
              }
            });
    Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(30))
        .until(() -> openDatabases() == 1 || failure.isDone());
    cancel.set(true);
    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(QueryCanceledException.class);
    assertThat(openDatabases()).isZero();
  }

  @Test
  void run_afterCanceledOne_works() throws Exception {
    write(Samples.seals());
    AtomicBoolean canceled = new AtomicBoolean(true);
    var planned = queries.prepare("SELECT count(*) FROM events");
    assertThatThrownBy(() -> queries.run(planned, canceled).moveNext())
        .isInstanceOf(QueryCanceledException.class);
    assertThat(queries.rows(planned)).isEqualTo(List.of(List.of(8L)));
  }

  private Path aSegment() throws Exception {
    return archive.segmentFile(
        archive.archive().catalog().segments(TimeRange.ALL).get(1).object().key());
  }

  @Test
  void segment_withDamagedHead_isNamed() throws Exception {
    write(Samples.seals());
    Path segment = aSegment();
    byte[] bytes = Files.readAllBytes(segment);
    Arrays.fill(bytes, 0, 16, (byte) 'x');
    Files.write(segment, bytes);
    assertThatThrownBy(() -> queries.rows("SELECT value FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("2024-03-01T10-00-00")
        .hasCauseInstanceOf(CorruptSegmentException.class);
    assertThat(openDatabases()).isZero();
    assertThat(queries.rows("SELECT count(*) FROM events WHERE ts < '2024-02-01'"))
        .isEqualTo(List.of(List.of(3L)));
  }

  @Test
  void segment_withDamagedPages_isNamed() throws Exception {
    write(Samples.seals());
    Path segment = aSegment();
    try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      byte[] noise = new byte[(int) file.size() - 4096];
      Arrays.fill(noise, (byte) 0x5a);
      file.write(ByteBuffer.wrap(noise), 4096);
    }
    assertThatThrownBy(() -> queries.rows("SELECT value, text, labels FROM events"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("2024-03-01T10-00-00")
        .hasCauseInstanceOf(CorruptSegmentException.class);
    assertThat(openDatabases()).isZero();
  }

  @Test
  void segment_thatIsGone_isNamed() throws Exception {
    write(Samples.seals());
    try (Enumerator<Object> run =
        queries.run(queries.prepare("SELECT value FROM events"), new AtomicBoolean())) {
      assertThat(run.moveNext()).isTrue();
      Files.delete(aSegment());
      assertThatThrownBy(
              () -> {
                while (run.moveNext()) {
                  // up to the segment that is gone
                }
              })
          .isInstanceOf(QueryException.class)
          .hasMessageContaining("2024-03-01T10-00-00")
          .hasCauseInstanceOf(StoreException.class);
    }
    assertThat(openDatabases()).isZero();
  }

  @Test
  void names_thatDoNotExist_areTold() throws Exception {
    write(Samples.seals());
    assertThatThrownBy(() -> queries.rows("SELECT * FROM nosuch"))
        .hasMessageContaining("Object 'nosuch' not found");
    assertThatThrownBy(() -> queries.rows("SELECT nosuch FROM events"))
        .hasMessageContaining("Column 'nosuch' not found");
  }

  @Test
  void time_thatCannotBeRead_isTold() throws Exception {
    write(Samples.seals());
    assertThatThrownBy(() -> queries.rows("SELECT value FROM events WHERE ts > 'yesterday'"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("'yesterday'");
    assertThatThrownBy(() -> queries.rows("SELECT value FROM events WHERE ts > ?", "yesterday"))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("parameter 1");
  }

  @Test
  void archive_withoutSegments_isEmpty() throws Exception {
    write(List.of());
    assertThat(queries.rows("SELECT * FROM events WHERE value > 1")).isEmpty();
    assertThat(queries.rows("SELECT count(*), sum(value) FROM events").get(0))
        .containsExactly(0L, null);
    assertThat(queries.rows("SELECT * FROM segments")).isEmpty();
  }

  @Test
  void segments_areListed() throws Exception {
    write(Samples.seals());
    List<List<Object>> rows =
        queries.rows(
            "SELECT key, url, bytes, first, last, \"rows\", writer, first_seal, last_seal, etag"
                + " FROM segments ORDER BY first");
    assertThat(rows).hasSize(4);
    String key = (String) rows.get(0).get(0);
    assertThat(key)
        .matches(
            "events/2024/01/01/2024-01-01T10-00-00.000Z_2024-01-01T12-00-00.000Z_w1_1-1_3_[0-9]+[.]sqlite");
    assertThat(rows.get(0))
        .startsWith(key, "file://" + directory.resolve("archive") + "/" + key)
        .contains(
            Files.size(archive.segmentFile(key)),
            Events.millis("2024-01-01T10:00:00Z"),
            Events.millis("2024-01-01T12:00:00Z"),
            3L,
            "w1");
  }
}
