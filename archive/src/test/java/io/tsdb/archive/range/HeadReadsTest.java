package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.BLOCK;
import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.async;
import static io.tsdb.archive.range.TestObjects.read;
import static io.tsdb.archive.range.TestObjects.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How heads are fetched when objects are opened: how often, with what, and for how many. */
@Timeout(60)
class HeadReadsTest {

  private static final int HEAD = 8192;
  private static final int LARGE = 3 * 1024 * 1024;

  @TempDir Path folder;
  private WatchedStore store;

  @BeforeEach
  void openStore() {
    store = new WatchedStore(new FileStore(folder));
  }

  @Test
  void open_fetchesTheHeadExactly_andOnce() throws Exception {
    byte[] bytes = TestObjects.bytes(HEAD, LARGE);
    RangeReaders.Wanted object = TestObjects.create(store, "events/large", bytes, HEAD);
    try (RangeReaders readers = readers()) {
      for (int i = 0; i < 3; i++) {
        try (RangeReader reader = readers.open(object, readers.newQuery())) {
          assertThat(read(reader, 0, HEAD)).isEqualTo(Arrays.copyOf(bytes, HEAD));
        }
      }
      assertThat(store.reads()).containsExactly(new WatchedStore.Read("events/large", 0, HEAD));
      ReadCounts counts = readers.statistics().counts();
      assertThat(counts.headMisses()).isEqualTo(1);
      assertThat(counts.headHits()).isEqualTo(2);
      assertThat(readers.cachedBytes()).isZero();
    }
  }

  @Test
  void open_fetchesASmallObjectWhole_andKeepsHeadAndBlocksApart() throws Exception {
    byte[] bytes = TestObjects.bytes(HEAD, 512 * 1024);
    RangeReaders.Wanted object = TestObjects.create(store, "events/small", bytes, HEAD);
    try (RangeReaders readers = readers()) {
      for (int i = 0; i < 2; i++) {
        try (RangeReader reader = readers.open(object, readers.newQuery())) {
          reader.warm(List.of(new ByteRange(0, bytes.length)));
          assertThat(read(reader, 0, bytes.length)).isEqualTo(bytes);
        }
      }
      assertThat(store.reads()).hasSize(1);
      assertThat(readers.cachedBytes()).isEqualTo(bytes.length - HEAD);
      assertThat(readers.cachedHeadBytes()).isBetween((long) HEAD, HEAD + 1000L);
    }
  }

  @Test
  void aSmallObject_whoseBlocksWereDropped_isFetchedByOneRequestMore() throws Exception {
    byte[] bytes = TestObjects.bytes(HEAD, 500_000);
    RangeReaders.Wanted object = TestObjects.create(store, "events/small", bytes, HEAD);
    // a cache for one block
    try (RangeReaders readers = new RangeReaders(new ReadOptions(BLOCK, 1 << 20, 2, 2), FORMAT)) {
      readers.open(object, readers.newQuery()).close();
      try (RangeReader reader = readers.open(object, readers.newQuery())) {
        assertThat(read(reader, 0, bytes.length)).isEqualTo(bytes);
      }
      assertThat(store.reads()).hasSize(2);
    }
  }

  @Test
  void aHeadOfManyParts_isFetchedInParallel() throws Exception {
    int headBytes = 20 * 1024 * 1024 + 4096;
    byte[] bytes = TestObjects.bytes(headBytes, headBytes + 100_000);
    RangeReaders.Wanted object = TestObjects.create(store, "events/huge", bytes, headBytes);
    CountDownLatch all = new CountDownLatch(3);
    store.before(
        n -> {
          all.countDown();
          waitFor(all);
        });
    try (RangeReaders readers = readers();
        RangeReader reader = readers.open(object, readers.newQuery())) {
      assertThat(read(reader, 0, headBytes)).isEqualTo(Arrays.copyOf(bytes, headBytes));
      assertThat(store.reads()).hasSize(3).allMatch(read -> read.length() <= 8 << 20);
      assertThat(readers.statistics().counts().roundTrips()).isEqualTo(1);
    }
  }

  @Test
  void aPartOfALargeHead_thatFails_failsTheOpening() throws Exception {
    int headBytes = 20 * 1024 * 1024;
    byte[] bytes = TestObjects.bytes(headBytes, headBytes);
    RangeReaders.Wanted object = TestObjects.create(store, "events/huge", bytes, headBytes);
    store.failAt(2);
    try (RangeReaders readers = readers()) {
      assertThatThrownBy(() -> readers.open(object, readers.newQuery()))
          .isInstanceOf(StoreException.class)
          .hasMessage("the store is away at read 2");
      await().until(readers::isIdle);
    }
  }

  @Test
  void theHeadCache_reachesItsBoundAndKeepsIt() throws Exception {
    HeadOptions bounds = new HeadOptions(100_000, 4, 2, Optional.empty(), 1 << 20);
    try (RangeReaders readers =
        new RangeReaders(ReadOptions.defaults().withHeads(bounds), FORMAT)) {
      for (int i = 0; i < 40; i++) {
        byte[] bytes = TestObjects.bytes(HEAD, HEAD + 1000 + i);
        readers
            .open(TestObjects.create(store, "events/" + i, bytes, HEAD), readers.newQuery())
            .close();
        assertThat(readers.cachedHeadBytes()).isLessThanOrEqualTo(100_000);
      }
      assertThat(readers.cachedHeadBytes()).isGreaterThan(100_000 - 2 * HEAD);
    }
  }

  @Test
  void aHead_askedForByManyAtOnce_isFetchedOnce() throws Exception {
    RangeReaders.Wanted object = large("events/large");
    CountDownLatch allAsked = new CountDownLatch(1);
    store.before(n -> waitFor(allAsked));
    try (RangeReaders readers = readers()) {
      AtomicInteger started = new AtomicInteger();
      List<CompletableFuture<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            async(
                () -> {
                  started.incrementAndGet();
                  return head(readers, object);
                }));
      }
      await().until(() -> started.get() == 8);
      allAsked.countDown();
      for (CompletableFuture<byte[]> answer : answers) {
        assertThat(answer.get()).hasSize(HEAD);
      }
      assertThat(store.reads()).hasSize(1);
    }
  }

  @Test
  void whoWaitsForAnothersFetch_fetchesOnceMore_whenThatFails() throws Exception {
    RangeReaders.Wanted object = large("events/large");
    CountDownLatch bothAsked = new CountDownLatch(1);
    store.before(
        n -> {
          if (n == 1) {
            waitFor(bothAsked);
            throw new StoreException(StoreException.Reason.DENIED, "the other's keys are wrong");
          }
        });
    try (RangeReaders readers = readers()) {
      CompletableFuture<byte[]> first = async(() -> head(readers, object));
      await().until(() -> store.reads().size() == 1);
      CompletableFuture<byte[]> second = async(() -> head(readers, object));
      bothAsked.countDown();
      assertThatThrownBy(first::get)
          .isInstanceOf(ExecutionException.class)
          .hasStackTraceContaining("the other's keys are wrong");
      assertThat(second.get()).hasSize(HEAD);
    }
  }

  @Test
  void closingAQuery_endsItsOpening_andNotThatOfAnother() throws Exception {
    RangeReaders.Wanted object = large("events/large");
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(
        n -> {
          if (n == 1) {
            hanging.countDown();
            waitFor(new CountDownLatch(1));
          }
        });
    try (RangeReaders readers = readers();
        QueryReads query = readers.newQuery()) {
      CompletableFuture<byte[]> cancelled =
          async(
              () -> {
                try (RangeReader reader = readers.open(object, query)) {
                  return read(reader, 0, HEAD);
                }
              });
      hanging.await();
      CompletableFuture<byte[]> waiting = async(() -> head(readers, object));
      query.close();
      assertThatThrownBy(cancelled::get).hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(waiting.get()).hasSize(HEAD);
      assertThatThrownBy(() -> readers.open(object, query))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("Opening events/large was cancelled with its query");
    }
  }

  @Test
  void open_refusesAHeadLongerThanItsObject() throws Exception {
    StoredObject object = large("events/large").object();
    RangeReaders.Wanted wrong = new RangeReaders.Wanted(store, object, LARGE + 1);
    try (RangeReaders readers = readers()) {
      assertThatThrownBy(() -> readers.open(wrong, readers.newQuery()))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("events/large")
          .hasMessageContaining("expected a head of 3145729 bytes by its name");
    }
  }

  @Test
  void archivesWithTheSameBounds_shareTheirHeads_asLongAsOneIsOpen() throws Exception {
    RangeReaders.Wanted object = large("events/large");
    ReadOptions options = new ReadOptions(1 << 20, 1 << 20, 3, 2);
    try (RangeReaders first = RangeReaders.shared(options, FORMAT)) {
      head(first, object);
      try (RangeReaders second = RangeReaders.shared(options, FORMAT)) {
        head(second, object);
        assertThat(second.statistics().counts().headHits()).isEqualTo(1);
      }
      head(first, object);
      assertThat(store.reads()).hasSize(1);
    }
    try (RangeReaders third = RangeReaders.shared(options, FORMAT)) {
      head(third, object);
      assertThat(store.reads()).hasSize(2);
    }
  }

  private static RangeReaders readers() {
    return new RangeReaders(ReadOptions.defaults(), FORMAT);
  }

  private RangeReaders.Wanted large(String key) throws IOException {
    return TestObjects.create(store, key, TestObjects.bytes(HEAD, LARGE), HEAD);
  }

  private static byte[] head(RangeReaders readers, RangeReaders.Wanted object) throws IOException {
    try (RangeReader reader = readers.open(object, readers.newQuery())) {
      return read(reader, 0, HEAD);
    }
  }
}
