package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.Event;
import io.tsdb.archive.store.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Senders and readers at the same time, while seals come and go. */
class ConcurrentIngestTest {

  private static final int SENDERS = 4;
  private static final int READERS = 2;
  private static final int BATCHES = 250;
  private static final int BATCH = 4;

  /** Sender s sends the values from s x this on. */
  private static final long SPAN = 1_000_000;

  @TempDir private Path folder;

  @Test
  void read_whileSendingAndSealing_eachAcknowledgedEventOnce() throws Exception {
    IngestOptions options =
        IngestOptions.of(folder.resolve("data"))
            .withSeal(12_000, Duration.ofMillis(50))
            .withLive(64, 1 << 20);
    ExecutorService threads = Executors.newFixedThreadPool(SENDERS + READERS);
    AtomicLongArray acknowledged = new AtomicLongArray(SENDERS);
    AtomicBoolean over = new AtomicBoolean();
    try (Archive archive = Archives.of(new FileStore(folder.resolve("archive")))) {
      try (Ingest ingest = Ingest.start(options, archive)) {
        List<Future<?>> senders = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
          int sender = s;
          senders.add(threads.submit(() -> send(ingest, sender, acknowledged)));
        }
        List<Future<Integer>> readers = new ArrayList<>();
        for (int r = 0; r < READERS; r++) {
          readers.add(threads.submit(() -> read(ingest, acknowledged, over)));
        }
        for (Future<?> sender : senders) {
          sender.get(300, TimeUnit.SECONDS);
        }
        over.set(true);
        for (Future<Integer> reader : readers) {
          assertThat(reader.get(60, TimeUnit.SECONDS)).isGreaterThan(5);
        }
        assertThat(ingest.status().sealedThrough()).isGreaterThan(5);
        assertThat(ingest.status().log().groups()).isLessThan(ingest.status().log().batches());
        check(Archives.values(ingest.archive()), acknowledged, all());
      }
      try (Ingest ingest = Ingest.start(options, archive)) {
        check(Archives.values(ingest.archive()), acknowledged, all());
        assertThat(ingest.seal()).succeedsWithin(Duration.ofSeconds(60));
        check(Archives.values(archive), acknowledged, all());
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
  }

  private static void send(Ingest ingest, int sender, AtomicLongArray acknowledged) {
    for (int i = 0; i < BATCHES; i++) {
      List<Event> batch = Events.batch(sender * SPAN + (long) i * BATCH, BATCH);
      ingest.append(batch).join();
      acknowledged.addAndGet(sender, BATCH);
    }
  }

  private static int read(Ingest ingest, AtomicLongArray acknowledged, AtomicBoolean over)
      throws Exception {
    int reads = 0;
    while (!over.get()) {
      long[] before = new long[SENDERS];
      for (int s = 0; s < SENDERS; s++) {
        before[s] = acknowledged.get(s);
      }
      check(Archives.values(ingest.archive()), acknowledged, before);
      reads++;
    }
    return reads;
  }

  private static long[] all() {
    long[] all = new long[SENDERS];
    java.util.Arrays.fill(all, (long) BATCHES * BATCH);
    return all;
  }

  /** Nothing twice, batches whole and in order, and at least so many of each sender. */
  private static void check(List<Long> values, AtomicLongArray acknowledged, long[] atLeast) {
    Set<Long> distinct = new HashSet<>(values);
    assertThat(distinct).as("nothing twice").hasSize(values.size());
    for (int s = 0; s < SENDERS; s++) {
      long first = s * SPAN;
      long found = values.stream().filter(v -> v >= first && v < first + SPAN).count();
      assertThat(found).as("nothing missing").isGreaterThanOrEqualTo(atLeast[s]);
      assertThat(found % BATCH).as("batches are whole").isZero();
      assertThat(distinct).as("in order").containsAll(Events.values(first, found));
    }
  }
}
