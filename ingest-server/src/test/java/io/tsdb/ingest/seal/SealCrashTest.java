package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.ListingCatalog;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.vfs.SegmentDatabases;
import io.tsdb.ingest.log.FaultyDisk;
import io.tsdb.ingest.seal.FaultyStore.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The server dies at every step of a seal. Each acknowledged event is there exactly once: before,
 * in the state that the crash left, and after sealing again.
 */
class SealCrashTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  /** Two seals; the second has no new label keys, so its catalog file is not written. */
  private static final int FIRST = 60;

  private static final int SECOND = 40;

  @TempDir private Path folder;

  /** Writes through the faulty store; lists what is really there. */
  private static Archive archive(FaultyStore faulty, FileStore store) throws IOException {
    return new Archive(
        faulty, new ListingCatalog(store), new SegmentDatabases(ReadOptions.defaults()));
  }

  private static IngestOptions options(Path data) {
    return IngestOptions.of(data)
        .withWriter("w")
        .withRetry(Duration.ofMillis(20), Duration.ofMillis(20))
        .withSeal(1L << 30, Duration.ofHours(1));
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void storeGone_atEveryCallOfTheSealer_eachEventOnce(Loss loss) throws Exception {
    int calls = 0;
    while (diesAtCall(calls, loss)) {
      calls++;
    }
    // label catalog read and written, then at least two segments of each seal
    assertThat(calls).isGreaterThanOrEqualTo(6);
  }

  /**
   * @return whether the store was called so often
   */
  private boolean diesAtCall(int call, Loss loss) throws Exception {
    Path run = folder.resolve(loss + "-" + call);
    FileStore store = new FileStore(run.resolve("archive"));
    FaultyStore faulty = new FaultyStore(store);
    boolean died;
    Path crashed;
    try (Archive archive = archive(faulty, store);
        Ingest ingest = Ingest.start(options(run.resolve("data")), archive)) {
      faulty.failAfter(call, loss, Reason.UNAVAILABLE);
      ingest.append(Events.batch(0, FIRST)).join();
      var first = ingest.seal();
      Awaitility.await().atMost(SOON).until(() -> first.isDone() || faulty.failures() > 0);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, FIRST));
      ingest.append(Events.batch(FIRST, SECOND)).join();
      var second = ingest.seal();
      Awaitility.await().atMost(SOON).until(() -> second.isDone() || faulty.failures() > 2);
      died = !second.isDone();
      assertThat(Archives.values(ingest.archive()))
          .as("call %d", call)
          .isEqualTo(Events.values(0, FIRST + SECOND));
      crashed = Folders.crashImage(run.resolve("data"), run.resolve("crashed"));
    }
    assertEachOnceAfterRestart(crashed, store);
    return died;
  }

  private static void assertEachOnceAfterRestart(Path data, FileStore store) throws Exception {
    FaultyStore faulty = new FaultyStore(store);
    faulty.failAfter(0, Loss.REQUEST, Reason.UNAVAILABLE);
    try (Archive archive = archive(faulty, store);
        Ingest ingest = Ingest.start(options(data), archive)) {
      // nothing can be sealed yet: this is what the crash left
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, FIRST + SECOND));
      faulty.recover();
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, FIRST + SECOND));
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, FIRST + SECOND));
      assertThat(ingest.status().liveRows()).isZero();
    }
  }

  @Test
  void logNotDeleted_afterSealing_eachEventOnce() throws Exception {
    dropFails("delete 1.log");
  }

  @Test
  void folderNotSynced_afterDeletingTheLog_eachEventOnce() throws Exception {
    dropFails("sync log");
  }

  private void dropFails(String fault) throws Exception {
    FileStore store = new FileStore(folder.resolve("archive"));
    FaultyDisk disk = new FaultyDisk();
    Path crashed;
    try (Archive archive = Archives.of(store);
        Ingest ingest = Ingest.start(options(folder.resolve("data")), archive, disk)) {
      ingest.append(Events.batch(0, FIRST)).join();
      disk.failWhen(
          call -> call.equals(fault) && Thread.currentThread().getName().equals("tsdb-seal"));
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, FIRST));
      ingest.append(Events.batch(FIRST, SECOND)).join();
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(disk.calls()).contains(fault);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, FIRST + SECOND));
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, FIRST + SECOND));
      crashed = Folders.crashImage(folder.resolve("data"), folder.resolve("crashed"));
    }
    assertEachOnceAfterRestart(crashed, store);
  }
}
