package io.tsdb.ingest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.Archive;
import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.ingest.log.LogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private Archive archive;
  private IngestOptions options;

  @BeforeEach
  void open() throws IOException {
    archive = Archives.of(new FileStore(folder.resolve("archive")));
    options = IngestOptions.of(folder.resolve("data")).withWriter("w");
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
  }

  @Test
  void append_thenSeal_readableOnceBeforeAndAfter() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      assertThat(Archives.values(ingest.archive())).isEmpty();
      ingest.append(Events.batch(0, 100)).join();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
      assertThat(Archives.values(archive)).isEmpty();
      assertThat(ingest.archive().catalog().labelKeys()).containsExactly("sensor");
      assertThat(archive.catalog().labelKeys()).isEmpty();

      SealReport report = ingest.seal().get(60, java.util.concurrent.TimeUnit.SECONDS);

      assertThat(report.sealedThrough()).isEqualTo(1);
      assertThat(report.rows()).isEqualTo(100);
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 100));
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
      assertThat(archive.catalog().segments(TimeRange.ALL))
          .extracting(segment -> segment.object().key())
          .containsExactlyInAnyOrderElementsOf(report.keys());
      assertThat(archive.catalog().labelKeys()).containsExactly("sensor");
      assertThat(ingest.status().liveRows()).isZero();
      assertThat(ingest.status().sealedThrough()).isEqualTo(1);
      Awaitility.await()
          .untilAsserted(
              () -> assertThat(folder.resolve("data/log")).isDirectoryContaining("glob:**2.log"));
      assertThat(folder.resolve("data/log/1.log")).doesNotExist();
    }
  }

  @Test
  void seal_nothingAppended_noSegmentAndNoNumber() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      assertThat(ingest.seal()).succeedsWithin(SOON).isEqualTo(new SealReport(0, 0, List.of()));
      ingest.append(Events.batch(0, 1)).join();
      assertThat(ingest.seal()).succeedsWithin(SOON).extracting(SealReport::rows).isEqualTo(1L);
      assertThat(ingest.seal()).succeedsWithin(SOON).isEqualTo(new SealReport(1, 0, List.of()));
      assertThat(Files.exists(folder.resolve("data/log/2.log"))).isTrue();
    }
  }

  @Test
  void start_afterClose_liveEventsAreBack() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 50)).join();
    }
    try (Ingest ingest = Ingest.start(options.withSeal(1 << 30, Duration.ofHours(1)), archive)) {
      ingest.append(Events.batch(50, 50)).join();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 100));
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 100));
    }
  }

  @Test
  void append_largerThanALiveSegment_split() throws Exception {
    try (Ingest ingest = Ingest.start(options.withLive(10, 1 << 20), archive)) {
      ingest.append(Events.batch(0, 35)).join();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 35));
      List<Segment> segments = ingest.archive().catalog().segments(TimeRange.ALL);
      assertThat(segments)
          .extracting(segment -> segment.name().rows())
          .containsExactlyInAnyOrder(10L, 10L, 10L, 5L);
      assertThat(segments).allMatch(segment -> segment.object().key().startsWith("live/"));
    }
  }

  @Test
  void catalog_range_onlyLiveSegmentsThatMeetIt() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 3)).join();
      long time = Events.event(1).timestamp();
      assertThat(ingest.archive().catalog().segments(new TimeRange(time, time + 1))).hasSize(1);
      assertThat(ingest.archive().catalog().segments(new TimeRange(0, 1))).isEmpty();
    }
  }

  @Test
  void seal_oldOrLarge_byItself() throws Exception {
    try (Ingest ingest = Ingest.start(options.withSeal(1 << 30, Duration.ofMillis(100)), archive)) {
      ingest.append(Events.batch(0, 10)).join();
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(Archives.values(archive)).hasSize(10));
    }
    try (Ingest ingest = Ingest.start(options.withSeal(500, Duration.ofHours(1)), archive)) {
      ingest.append(Events.batch(10, 90)).join();
      Awaitility.await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(Archives.values(archive)).hasSize(100));
    }
  }

  @Test
  void retired_afterGrace_deletedAndUntilThenReadable() throws Exception {
    try (Ingest ingest =
        Ingest.start(options.withGrace(Duration.ofMillis(500), 1 << 30), archive)) {
      ingest.append(Events.batch(0, 10)).join();
      Segment live = ingest.archive().catalog().segments(TimeRange.ALL).get(0);
      assertThat(ingest.seal()).succeedsWithin(SOON);
      assertThat(live.store().read(live.object(), 0, 16).remaining()).isEqualTo(16);
      assertThat(ingest.archive().store().read(live.object(), 0, 16).remaining()).isEqualTo(16);
      Path files = folder.resolve("data/live");
      Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(files).isEmptyDirectory());
      assertThatThrownBy(() -> live.store().read(live.object(), 0, 16))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(live.object().key());
    }
  }

  @Test
  void liveStore_otherFilesOfTheDataFolder_notReached() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 1)).join();
      Segment live = ingest.archive().catalog().segments(TimeRange.ALL).get(0);
      for (String key : List.of("writer", "log/1.log", "lock")) {
        assertThatThrownBy(() -> live.store().readAll(key, 1 << 20))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("expected the key of a live segment, live/..., found " + key);
      }
      assertThatThrownBy(() -> ingest.archive().store().readAll("live/../writer", 1000))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void start_newFolderOfAKnownWriter_numbersGoOn() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      ingest.append(Events.batch(0, 100)).join();
      assertThat(ingest.seal()).succeedsWithin(SOON);
    }
    IngestOptions moved = IngestOptions.of(folder.resolve("other")).withWriter("w");
    try (Ingest ingest = Ingest.start(moved, archive)) {
      assertThat(ingest.status().sealedThrough()).isEqualTo(1);
      ingest.append(Events.batch(100, 100)).join();
      assertThat(Archives.values(ingest.archive())).isEqualTo(Events.values(0, 200));
      assertThat(ingest.seal())
          .succeedsWithin(SOON)
          .extracting(SealReport::sealedThrough)
          .isEqualTo(2L);
      assertThat(Archives.values(archive)).isEqualTo(Events.values(0, 200));
      // replay by order of receipt needs sequences that go on too
      assertThat(Archives.facts(archive, "first_seq"))
          .contains("1", "101")
          .allMatch(sequence -> Long.parseLong(sequence) <= 200);
    }
  }

  @Test
  void start_folderInUse_refused() throws Exception {
    try (Ingest ingest = Ingest.start(options, archive)) {
      assertThatThrownBy(() -> Ingest.start(options, archive))
          .isInstanceOf(LogException.class)
          .hasMessageContaining(folder.resolve("data").toRealPath() + " to be free");
      ingest.append(Events.batch(0, 1)).join();
      assertThat(Archives.values(ingest.archive())).hasSize(1);
    }
  }

  @Test
  void append_closed_refused() throws Exception {
    Ingest ingest = Ingest.start(options, archive);
    ingest.close();
    assertThat(ingest.append(Events.batch(0, 1)))
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("shutting down");
    assertThat(ingest.seal()).failsWithin(SOON);
  }
}
