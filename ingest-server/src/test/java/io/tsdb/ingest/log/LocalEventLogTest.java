package io.tsdb.ingest.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEventLogTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path data;

  @Test
  void append_manyThreads_allOnceInGroups() throws Exception {
    int threads = 64;
    int each = 50;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Logs.Open open = Logs.open(data)) {
      List<Future<?>> senders = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int first = t * each;
        senders.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    open.log().append(Logs.batch(first + i, 1)).join();
                  }
                }));
      }
      for (Future<?> sender : senders) {
        sender.get(60, TimeUnit.SECONDS);
      }
      LogMetrics metrics = open.log().metrics();
      assertThat(metrics.batches()).isEqualTo(threads * each);
      assertThat(metrics.events()).isEqualTo(threads * each);
      assertThat(metrics.groups()).isLessThan(metrics.batches());
      assertThat(metrics.failedGroups()).isZero();
      assertSequencesWithoutGaps(open.listener().appendedBatches());
    } finally {
      pool.shutdown();
    }
    try (Logs.Open open = Logs.open(data)) {
      List<Event> expected = new ArrayList<>(Logs.batch(0, threads * each));
      List<Event> found = open.listener().replayedEvents().stream().flatMap(List::stream).toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
      assertSequencesWithoutGaps(open.listener().replayedBatches());
    }
  }

  private static void assertSequencesWithoutGaps(List<LogBatch> batches) {
    long next = 1;
    for (LogBatch batch : batches) {
      assertThat(batch.firstSequence()).isEqualTo(next);
      next = batch.nextSequence();
    }
  }

  @Test
  void append_fullFile_cut() throws IOException {
    try (Logs.Open open = Logs.open(data, new LocalDisk(), new LogOptions(250, 1000, 1000))) {
      for (int i = 0; i < 10; i++) {
        open.log().append(Logs.batch(i, 1)).join();
      }
      assertThat(open.log().cut()).succeedsWithin(SOON);
      List<LogCut> cuts = open.listener().cuts();
      assertThat(cuts).hasSizeGreaterThan(2);
      assertThat(cuts.stream().mapToLong(LogCut::rows).sum()).isEqualTo(10);
      List<Event> read = new ArrayList<>();
      for (LogCut cut : cuts) {
        assertThat(cut.length()).isLessThan(LogHeader.BYTES + 200 + 200);
        open.log().read(cut, batch -> read.addAll(batch.events()));
      }
      assertThat(read).isEqualTo(Logs.batch(0, 10));
    }
  }

  @Test
  void cut_nothingAppended_noCut() throws IOException {
    try (Logs.Open open = Logs.open(data)) {
      assertThat(open.log().cut().join()).isEmpty();
      assertThat(open.log().oldest()).isEmpty();
      open.log().append(Logs.batch(0, 1)).join();
      assertThat(open.log().oldest()).isPresent();
      assertThat(open.log().cut().join()).map(LogCut::rows).contains(1L);
      assertThat(open.log().oldest()).isEmpty();
      assertThat(open.log().cut().join()).isEmpty();
    }
  }

  @Test
  void append_batchLargerThanTheQueue_stored() throws IOException {
    try (Logs.Open open = Logs.open(data, new LocalDisk(), new LogOptions(1 << 30, 10, 1 << 20))) {
      assertThat(open.log().append(Logs.batch(0, 1000))).succeedsWithin(SOON);
    }
  }

  @Test
  void append_closed_refused() throws IOException {
    Logs.Open open = Logs.open(data);
    open.close();
    assertThat(open.log().append(Logs.batch(0, 1)))
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("is closed: the server is shutting down");
  }

  @Test
  void append_forceFails_failsAndANewFileStarts() throws IOException {
    appendFails("force 1.log.tmp");
  }

  @Test
  void append_writeFails_failsAndANewFileStarts() throws IOException {
    appendFails("write 1.log.tmp");
  }

  private void appendFails(String fault) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    List<Event> first = Logs.batch(0, 3);
    List<Event> lost = Logs.batch(10, 3);
    List<Event> after = Logs.batch(20, 3);
    try (Logs.Open open = Logs.open(data, disk, Logs.OPTIONS)) {
      open.log().append(first).join();
      // it cannot even be cut back: only the next file's header says where it ends
      disk.failWhen(call -> call.equals(fault) || call.startsWith("truncate"));
      assertThatThrownBy(() -> open.log().append(lost).join())
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(LogException.class)
          .hasMessage(
              "Events were not stored: writing log file "
                  + data.toRealPath().resolve("log/1.log")
                  + " failed: No luck: "
                  + fault
                  + "; see to the disk, and send them again");
      open.log().append(after).join();
      LogCut failed = open.listener().cuts().get(0);
      assertThat(failed.rows()).isEqualTo(3);
      List<Event> read = new ArrayList<>();
      open.log().read(failed, batch -> read.addAll(batch.events()));
      assertThat(read).isEqualTo(first);
      assertThat(open.log().metrics().failedGroups()).isEqualTo(1);
    }
    assertThat(replayed()).isEqualTo(List.of(first, after));
  }

  @Test
  void append_noNewFileEither_failsUntilTheDiskIsBack() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (Logs.Open open = Logs.open(data, disk, Logs.OPTIONS)) {
      open.log().append(Logs.batch(0, 1)).join();
      disk.failWhen(call -> true);
      for (int i = 0; i < 3; i++) {
        assertThat(open.log().append(Logs.batch(10, 1))).failsWithin(SOON);
        assertThat(open.log().cut()).failsWithin(SOON);
      }
      // nobody may seal what the next file's header does not yet bound
      assertThat(open.listener().cuts()).isEmpty();
      disk.failWhen(call -> false);
      open.log().append(Logs.batch(20, 1)).join();
      assertThat(open.listener().cuts()).map(LogCut::rows).containsExactly(1L);
    }
    assertThat(replayed()).isEqualTo(List.of(Logs.batch(0, 1), Logs.batch(20, 1)));
  }

  @Test
  void append_firstOfAFileFails_numberUsedAgain() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (Logs.Open open = Logs.open(data, disk, Logs.OPTIONS)) {
      disk.failWhen(call -> call.equals("force 1.log.tmp") && disk.calls().contains("move 1.log"));
      assertThat(open.log().append(Logs.batch(0, 1))).failsWithin(SOON);
      disk.failWhen(call -> false);
      open.log().append(Logs.batch(5, 1)).join();
      assertThat(open.listener().appendedBatches().get(0).seal()).isEqualTo(1);
    }
    assertThat(replayed()).isEqualTo(List.of(Logs.batch(5, 1)));
  }

  @Test
  void cut_nextFileFails_goesOnInTheOld() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (Logs.Open open = Logs.open(data, disk, Logs.OPTIONS)) {
      open.log().append(Logs.batch(0, 1)).join();
      disk.failWhen(call -> call.equals("move 2.log"));
      assertThat(open.log().cut())
          .failsWithin(SOON)
          .withThrowableThat()
          .havingCause()
          .withMessageContaining("Could not start log file " + data.toRealPath() + "/log/2.log");
      open.log().append(Logs.batch(1, 1)).join();
      disk.failWhen(call -> false);
      Optional<LogCut> cut = open.log().cut().join();
      assertThat(cut).map(LogCut::rows).contains(2L);
    }
  }

  @Test
  void drop_deleteFails_laterOnesStayToo() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (Logs.Open open = Logs.open(data, disk, Logs.OPTIONS)) {
      for (int i = 0; i < 3; i++) {
        open.log().append(Logs.batch(i, 1)).join();
        open.log().cut().join();
      }
      disk.failWhen(call -> call.equals("delete 2.log"));
      assertThatThrownBy(() -> open.log().drop(3)).hasMessage("No luck: delete 2.log");
      assertThat(data.resolve("log/1.log")).doesNotExist();
      assertThat(data.resolve("log/2.log")).exists();
      assertThat(data.resolve("log/3.log")).exists();
      disk.failWhen(call -> false);
      open.log().drop(3);
      assertThat(data.resolve("log/3.log")).doesNotExist();
    }
  }

  @Test
  void append_listenerDefect_stopsLoudlyAndTheLogIsRight() throws IOException {
    List<Event> stored = new ArrayList<>();
    try (DataFolder folder = DataFolder.open(data, Optional.empty(), new LocalDisk())) {
      EventLog.Listener defective =
          new EventLog.Listener() {
            @Override
            public void replayed(LogBatch batch) {
              stored.addAll(batch.events());
            }

            @Override
            public void appended(LogBatch batch) {
              throw new IllegalStateException("defect");
            }

            @Override
            public void cut(LogCut cut) {}
          };
      try (EventLog log =
          LocalEventLog.open(folder, new LocalDisk(), LogStart.FIRST, Logs.OPTIONS, defective)) {
        for (int i = 0; i < 2; i++) {
          CompletableFuture<Void> done = log.append(Logs.batch(i, 1));
          assertThat(done)
              .failsWithin(SOON)
              .withThrowableThat()
              .withMessageContaining("stopped after a defect; start the server again");
        }
      }
      LocalEventLog.open(folder, new LocalDisk(), LogStart.FIRST, Logs.OPTIONS, defective).close();
      assertThat(stored).isEqualTo(Logs.batch(0, 1));
    }
  }

  private List<List<Event>> replayed() throws IOException {
    try (Logs.Open open = Logs.open(data)) {
      assertThat(open.log().damages()).isEmpty();
      return Collections.unmodifiableList(open.listener().replayedEvents());
    }
  }
}
