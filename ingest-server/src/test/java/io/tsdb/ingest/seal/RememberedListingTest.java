package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.ArchiveOptions;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose archive is listed as seldom as can be: its own events are there at once. */
class RememberedListingTest {

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;
  private Archive archive;
  private Ingest ingest;

  @BeforeEach
  void start() throws IOException {
    archive =
        Archive.open(
            new ArchiveUrl.File(folder.resolve("archive")),
            ArchiveOptions.of(StoreOptions.DEFAULT).withListingTtl(LONG));
    ingest = Ingest.start(IngestOptions.of(folder.resolve("data")).withWriter("w"), archive);
  }

  @AfterEach
  void close() throws IOException {
    ingest.close();
    archive.close();
  }

  @Test
  void events_areThereOnce_beforeAndAfterEachSeal() throws Exception {
    for (int round = 0; round < 4; round++) {
      ingest.append(Events.batch(round * 50, 50)).join();
      List<Long> all = Events.values(0, round * 50 + 50);
      assertThat(Archives.values(ingest.archive())).isEqualTo(all);
      ingest.seal().get();
      assertThat(ingest.status().liveRows()).isZero();
      assertThat(Archives.values(ingest.archive())).isEqualTo(all);
      assertThat(Archives.values(archive)).as("the archive alone").isEqualTo(all);
    }
  }

  @Test
  void reader_whileSealing_seesEachAcknowledgedEventOnce() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ingest.append(Events.batch(0, 10)).join();
    CompletableFuture<Integer> reading =
        CompletableFuture.supplyAsync(
            () -> {
              int reads = 0;
              while (!done.get()) {
                assertIsPrefix(values());
                reads++;
              }
              return reads;
            });
    for (int round = 1; round <= 12; round++) {
      ingest.append(Events.batch(round * 10, 10)).join();
      ingest.seal().get();
      assertThat(values()).hasSize(round * 10 + 10);
    }
    done.set(true);
    assertThat(reading.get()).isPositive();
  }

  private List<Long> values() {
    try {
      return Archives.values(ingest.archive());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertIsPrefix(List<Long> values) {
    assertThat(values).isEqualTo(Events.values(0, values.size())).hasSizeGreaterThanOrEqualTo(10);
  }
}
