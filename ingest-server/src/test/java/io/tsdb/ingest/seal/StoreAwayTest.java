package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.ingest.log.FaultyDisk;
import io.tsdb.ingest.log.LogException;
import io.tsdb.ingest.seal.FaultyStore.Loss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something around the server does not work for a time, or refuses. */
class StoreAwayTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private FileStore store;
  private FaultyStore faulty;
  private Archive archive;
  private IngestOptions options;

  @BeforeEach
  void open() throws IOException {
    store = new FileStore(folder.resolve("archive"));
    faulty = new FaultyStore(store);
    archive = Archives.of(faulty);
    options =
        IngestOptions.of(folder.resolve("data"))
            .withWriter("w")
            .withRetry(Duration.ofMillis(10), Duration.ofMillis(50));
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
  }

  private static void awaitSealProblem(Ingest ingest, String problem) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(ingest.status().sealProblem()).get().asString().contains(problem));
  }

  @Test
  void storeAway_thenBack_allTakenInAndSealed() throws Exception {
    IngestOptions often = options.withSeal(2000, Duration.ofMillis(200)).withLive(16, 1 << 20);
    try (Ingest ingest = Ingest.start(often, archive)) {
      faulty.failAfter(0, Loss.REQUEST, Reason.UNAVAILABLE);
      for (int i = 0; i < 100; i++) {
        ingest.append(Events.batch(10L * i, 10)).join();
      }
      CompletableFuture<SealReport> sealed = ingest.seal();
      awaitSealProblem(ingest, "Seal 1 failed: No luck");
      assertThat(ingest.status().waitingSeals()).isGreaterThan(5);
      assertThat(ingest.status().liveRows()).isEqualTo(1000);
      assertThat(sealed).isNotDone();
      // without a listing no answer is right
      assertThatThrownBy(() -> ingest.archive().catalog().segments(TimeRange.ALL))
          .isInstanceOf(StoreException.class);
      faulty.recover();
      assertThat(sealed).succeedsWithin(SOON).extracting(SealReport::rows).isEqualTo(1000L);
      assertThat(ingest.status().sealProblem()).isEmpty();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 1000));
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 1000));
    }
  }

  @Test
  void storeAwayForLong_whoAskedForASealIsToldAndSealingGoesOn() throws Exception {
    try (Ingest ingest = Ingest.start(options.withPatience(Duration.ofMillis(200)), archive)) {
      faulty.failAfter(0, Loss.REQUEST, Reason.UNAVAILABLE);
      ingest.append(Events.batch(0, 10)).join();
      for (int asked = 0; asked < 2; asked++) {
        assertThat(ingest.seal())
            .failsWithin(SOON)
            .withThrowableOfType(ExecutionException.class)
            .withCauseInstanceOf(StoreException.class)
            .withMessageContaining("No luck");
      }
      faulty.recover();
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(Archives.values(archive)).hasSize(10));
    }
  }

  @Test
  void credentialsWrong_sealFailsAtOnceAndGoesOnTrying() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      faulty.failAfter(0, Loss.REQUEST, Reason.DENIED);
      ingest.append(Events.batch(0, 10)).join();
      assertThatThrownBy(() -> ingest.seal().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining("No luck");
      faulty.recover();
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(Archives.values(archive)).hasSize(10));
    }
  }

  @Test
  void keyHoldsOtherBytes_reportedAndTheLogKept() throws Exception {
    List<String> keys;
    try (Archive elsewhere = Archives.of(new FileStore(folder.resolve("elsewhere")));
        Ingest ingest =
            Ingest.start(IngestOptions.of(folder.resolve("d")).withWriter("w"), elsewhere)) {
      ingest.append(Events.batch(0, 10)).join();
      keys = ingest.seal().get().keys();
    }
    try (Ingest ingest = Ingest.start(options, archive)) {
      // another server under the same name was faster
      store.create(keys.get(0), Content.of("other".getBytes(StandardCharsets.UTF_8)));
      ingest.append(Events.batch(0, 10)).join();
      assertThatThrownBy(() -> ingest.seal().get())
          .hasCauseInstanceOf(StoreException.class)
          .hasMessageContaining(keys.get(0));
      assertThat(ingest.status().sealProblem()).get().asString().startsWith("Seal 1 failed: ");
      assertThat(folder.resolve("data/log/1.log")).exists();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 10));
      store.delete(keys.get(0));
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 10));
    }
  }

  @Test
  void archiveNotReadable_newFolderOfANamedWriter_refused() {
    faulty.failAfter(0, Loss.REQUEST, Reason.DENIED);
    assertThatThrownBy(() -> Ingest.start(options, archive))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("the numbers of writer w must go on after those in the archive")
        .hasMessageContaining("No luck");
    faulty.recover();
    assertThat(start(options)).isTrue();
  }

  @Test
  void archiveNotReadable_randomWriter_starts() {
    faulty.failAfter(0, Loss.REQUEST, Reason.UNAVAILABLE);
    assertThat(start(IngestOptions.of(folder.resolve("random")))).isTrue();
  }

  private boolean start(IngestOptions with) {
    try (Ingest ingest = Ingest.start(with, archive)) {
      return ingest.append(Events.batch(0, 1)).thenApply(stored -> true).join();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void labelCatalogDamaged_writtenAnew() throws Exception {
    store.replace("catalog/w.json", Content.of("{".getBytes(StandardCharsets.UTF_8)));
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 10)).join();
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(archive.catalog().labelKeys()).containsExactly("sensor");
    }
  }

  @Test
  void fsyncFails_acknowledgedStaysLiveAndTheRestIsRefused() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (Ingest ingest = Ingest.start(options, archive, disk)) {
      ingest.append(Events.batch(0, 10)).join();
      disk.failWhen(call -> call.equals("force 1.log.tmp"));
      assertThat(ingest.append(Events.batch(10, 10))).failsWithin(SOON);
      ingest.append(Events.batch(20, 10)).join();
      List<Long> expected = new ArrayList<>(Events.values(0, 10));
      expected.addAll(Events.values(20, 10));
      assertThat(Archives.values(ingest.archive())).isEqualTo(expected);
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(ingest.archive())).isEqualTo(expected);
      assertThat(Archives.values(archive)).isEqualTo(expected);
    }
  }

  @Test
  void diskNearlyFull_refusedWhileThereIsRoomToSeal() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    try (Ingest ingest = Ingest.start(options.withSeal(1000, Duration.ofHours(1)), archive, disk)) {
      ingest.append(Events.batch(0, 10)).join();
      disk.free(OptionalLong.of(1999));
      assertThat(ingest.append(Events.batch(10, 10)))
          .failsWithin(SOON)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(LogException.class)
          .withMessageContaining("Events were not stored: expected 2000 bytes free on the disk of")
          .withMessageContaining("found 1999; make room there");
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 10));
      disk.free(OptionalLong.empty());
      ingest.append(Events.batch(10, 10)).join();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 20));
    }
  }

  @Test
  void logDamagedWhileRunning_notSealedUntilRestart() throws Exception {
    Path log = folder.resolve("data/log/1.log");
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 10)).join();
      ingest.append(Events.batch(10, 10)).join();
      byte[] bytes = Files.readAllBytes(log);
      bytes[bytes.length - 1] ^= 1;
      Files.write(log, bytes);
      assertThatThrownBy(() -> ingest.seal().get())
          .hasCauseInstanceOf(LogException.class)
          .hasMessageContaining("Expected 20 events in log file " + log.toRealPath());
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 20));
    }
    try (Ingest ingest = Ingest.start(options, archive)) {
      assertThat(ingest.status().damages()).hasSize(1);
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 10));
      assertThat(folder.resolve("data/log/1.log.damaged-1")).exists();
    }
  }

  @Test
  void logDamagedAfterAPartOfTheUpload_keptAndReported() throws Exception {
    // reads the label catalog, writes it, and creates one segment of two
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 10)).join();
      ingest.append(Events.batch(10, 20)).join();
      faulty.failAfter(3, Loss.REQUEST, Reason.DENIED);
      assertThatThrownBy(() -> ingest.seal().get()).hasMessageContaining("No luck: create");
    }
    faulty.recover();
    String part = archive.catalog().segments(TimeRange.ALL).get(0).object().key();
    Path log = folder.resolve("data/log/1.log");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length - 1] ^= 1;
    Files.write(log, bytes);
    for (int start = 0; start < 2; start++) {
      try (Ingest ingest = Ingest.start(options, archive)) {
        awaitSealProblem(ingest, "was uploaded in part before its log was damaged");
        awaitSealProblem(ingest, "found " + part + ". The log is kept");
        assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 10));
      }
    }
    store.delete(part);
    try (Ingest ingest = Ingest.start(options, archive)) {
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 10));
    }
  }

  @Test
  void liveFolderUnusable_queriesFailAndEventsAreRefusedInBounds() throws Exception {
    try (Ingest ingest = Ingest.start(options.withLive(4, 1 << 20), archive)) {
      Path scratch = folder.resolve("data/live.tmp");
      Files.delete(scratch);
      ingest.append(Events.batch(0, 2)).join();
      assertThatThrownBy(() -> ingest.archive().catalog().segments(TimeRange.ALL))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("live.tmp");
      int stored = 2;
      Throwable refusal = null;
      while (refusal == null && stored < 1000) {
        CompletableFuture<Void> done = ingest.append(Events.batch(stored, 2));
        refusal = done.handle((nothing, failure) -> failure).get();
        stored += refusal == null ? 2 : 0;
      }
      assertThat(refusal)
          .isInstanceOf(LogException.class)
          .hasMessageContaining("Events were not stored: Live events cannot be written below");
      assertThat(ingest.status().liveProblem()).isPresent();
      Files.createDirectory(scratch);
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(ingest.status().liveProblem()).isEmpty());
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, stored));
    }
  }
}
