package io.tsdb.tests.journey;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tsdb.tests.process.ArchivePlace;
import io.tsdb.tests.process.DriverJvm;
import io.tsdb.tests.process.ServerProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While events arrive and are sealed, a reader sees each acknowledged one exactly once. */
class ReaderWhileSealingTest {

  private static final int READS = 30;
  private static final int BATCH = 20;
  private static final String QUESTION =
      "SELECT count(*), count(DISTINCT \"value\"), max(\"value\") FROM events";

  @TempDir private Path directory;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final Semaphore seals = new Semaphore(0);
  private final AtomicBoolean done = new AtomicBoolean();

  private record Seen(long count, long distinct, long newest) {}

  private interface Reader {
    Seen read() throws SQLException;
  }

  @Test
  void seesEachAcknowledgedEventOnce() throws Exception {
    String archive = ArchivePlace.folder(directory.resolve("archive")).url();
    try (ServerProcess server = ServerProcess.start(directory, archive, Map.of());
        DriverJvm driver = DriverJvm.start(directory)) {
      CompletableFuture<Void> writer = runAsync(() -> write(server));
      CompletableFuture<Void> sealer = runAsync(() -> seal(server));
      try {
        check(() -> overHttp(server), () -> overJdbc(driver, server));
      } finally {
        done.set(true);
        seals.release();
      }
      writer.join();
      sealer.join();
      server.http().seal().ok();
      assertThat(overHttp(server)).isEqualTo(new Seen(sent.get(), sent.get(), sent.get()));
    }
  }

  /** Reads; with every other read a seal begins. */
  private void check(Reader... readers) throws SQLException {
    for (int reads = 0; reads < READS; reads++) {
      seals.release(reads % 2);
      long before = acknowledged.get();
      Seen seen = readers[reads % readers.length].read();
      long after = sent.get();
      assertThat(seen.distinct()).as("no event twice in %s", seen).isEqualTo(seen.count());
      assertThat(seen.count()).as("no acknowledged event missed").isBetween(before, after);
      assertThat(seen.newest()).as("no gap: values are 1, 2, 3 ...").isEqualTo(seen.count());
    }
  }

  private void write(ServerProcess server) {
    while (!done.get()) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < BATCH; i++) {
        long number = sent.incrementAndGet();
        // An hour apart, so that a seal meets several folders.
        lines.append("{\"timestamp\": ").append(1_600_000_000_000L + number * 3_600_000L);
        lines.append(", \"labels\": {\"device\": \"d\"}, \"value\": ").append(number).append("}\n");
      }
      server
          .http()
          .put(
              "application/x-ndjson",
              lines.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
          .ok();
      acknowledged.set(sent.get());
    }
  }

  private void seal(ServerProcess server) {
    while (!done.get()) {
      seals.acquireUninterruptibly();
      server.http().seal().ok();
    }
  }

  private static Seen overHttp(ServerProcess server) {
    JsonNode row = server.http().row(QUESTION);
    return new Seen(row.path(0).asLong(), row.path(1).asLong(), row.path(2).asLong());
  }

  private static Seen overJdbc(DriverJvm driver, ServerProcess server) throws SQLException {
    List<String> row = driver.query(server.jdbcUrl(), QUESTION).get(0);
    return new Seen(
        Long.parseLong(row.get(0)),
        Long.parseLong(row.get(1)),
        row.get(2) == null ? 0 : (long) Double.parseDouble(row.get(2)));
  }
}
