package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.BLOCK;
import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.async;
import static io.tsdb.archive.range.TestObjects.read;
import static io.tsdb.archive.range.TestObjects.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RangeReaderTest {

  private static final int HEAD = 4096;
  private static final int SIZE = 12 * 1024 * 1024 + 4321;

  @TempDir Path folder;
  private WatchedStore store;
  private RangeReaders.Wanted object;
  private byte[] bytes;

  @BeforeEach
  void writeObject() throws Exception {
    store = new WatchedStore(new FileStore(folder));
    bytes = TestObjects.bytes(HEAD, SIZE);
    object = TestObjects.create(store, "events/some", bytes, HEAD);
  }

  @Test
  void read_deliversTheBytes_whateverTheOrderAndTheBudgets() throws Exception {
    ReadOptions tiny = new ReadOptions(BLOCK, BLOCK, 1, 1);
    for (ReadOptions options : List.of(tiny, options(1 << 20, 1 << 20), ReadOptions.defaults())) {
      Random random = new Random(2);
      try (RangeReaders readers = new RangeReaders(options, FORMAT);
          RangeReader reader = open(readers)) {
        for (int i = 0; i < 300; i++) {
          if (i % 50 == 10) {
            long start = random.nextInt(SIZE);
            reader.warm(List.of(new ByteRange(start, start + random.nextInt(SIZE))));
          }
          int offset = random.nextInt(SIZE);
          int length = Math.min(random.nextInt(3 * BLOCK), SIZE - offset);
          assertThat(read(reader, offset, length))
              .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
        }
        await()
            .untilAsserted(
                () -> assertThat(readers.cachedBytes()).isLessThanOrEqualTo(options.cacheBytes()));
      }
    }
  }

  @Test
  void read_beyondTheEnd_deliversWhatThereIs() throws Exception {
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = open(readers)) {
      assertThat(reader.read(SIZE - 10, 100, (block, from, length, at) -> {})).isEqualTo(10);
      assertThat(reader.read(SIZE + 10, 100, (block, from, length, at) -> {})).isZero();
    }
  }

  @Test
  void theCache_reachesItsBoundAndKeepsIt() throws Exception {
    ReadOptions options = options(1 << 20, 1 << 20);
    try (RangeReaders readers = new RangeReaders(options, FORMAT);
        RangeReader reader = open(readers)) {
      for (int offset = HEAD; offset < SIZE; offset += BLOCK) {
        read(reader, offset, 1);
        assertThat(readers.cachedBytes()).isLessThanOrEqualTo(options.cacheBytes());
      }
      assertThat(readers.cachedBytes()).isGreaterThan(options.cacheBytes() - BLOCK);
    }
  }

  @Test
  void aBlock_askedForByManyAtOnce_isFetchedOnce() throws Exception {
    CountDownLatch allAsked = new CountDownLatch(1);
    store.before(
        n -> {
          if (n == 2) {
            waitFor(allAsked);
          }
        });
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      AtomicInteger started = new AtomicInteger();
      List<CompletableFuture<byte[]>> answers =
          Stream.generate(
                  () ->
                      async(
                          () -> {
                            try (RangeReader reader = open(readers)) {
                              started.incrementAndGet();
                              return read(reader, HEAD + 7 * BLOCK, BLOCK);
                            }
                          }))
              .limit(8)
              .toList();
      await().until(() -> started.get() == 8);
      allAsked.countDown();
      for (CompletableFuture<byte[]> answer : answers) {
        assertThat(answer.get())
            .isEqualTo(Arrays.copyOfRange(bytes, HEAD + 7 * BLOCK, HEAD + 8 * BLOCK));
      }
      // of them all, one fetched the head, and one the block
      assertThat(store.reads()).hasSize(2);
    }
  }

  @Test
  void aReader_whoseSharedFetchWasCancelled_fetchesItself() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    store.before(
        n -> {
          if (n == 2) {
            hanging.countDown();
            waitFor(new CountDownLatch(1));
          }
        });
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader first = open(readers);
        RangeReader second = open(readers)) {
      CompletableFuture<byte[]> cancelled = async(() -> read(first, HEAD, 10));
      hanging.await();
      CompletableFuture<byte[]> waiting = async(() -> read(second, HEAD, 10));
      first.cancel();
      assertThatThrownBy(cancelled::get)
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(InterruptedException.class);
      assertThat(waiting.get()).isEqualTo(Arrays.copyOfRange(bytes, HEAD, HEAD + 10));
      assertThat(read(first, HEAD, 10)).isEqualTo(Arrays.copyOfRange(bytes, HEAD, HEAD + 10));
    }
  }

  @Test
  void warm_fetchesInParallel_withinTheBounds() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch twoRun = new CountDownLatch(2);
    WatchedStore.BeforeRead together =
        n -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          twoRun.countDown();
          waitFor(twoRun);
          running.decrementAndGet();
        };
    ReadOptions options = new ReadOptions(64 << 20, 8 << 20, 4, 2);
    try (RangeReaders readers = new RangeReaders(options, FORMAT);
        RangeReader reader = open(readers)) {
      store.before(together);
      reader.warm(List.of(new ByteRange(0, SIZE)));
      assertThat(read(reader, 0, SIZE)).isEqualTo(bytes);
      assertThat(most.get()).isEqualTo(2);
      assertThat(readers.statistics().counts().bytesFetched()).isEqualTo(SIZE);
    }
  }

  @Test
  void warm_isHarmless_whenNobodyReads() throws Exception {
    ReadOptions options = new ReadOptions(1 << 20, 4 << 20, 2, 2);
    try (RangeReaders readers = new RangeReaders(options, FORMAT)) {
      for (int i = 0; i < 50; i++) {
        try (RangeReader reader = open(readers)) {
          reader.warm(List.of(new ByteRange(0, SIZE)));
          reader.warm(List.of(new ByteRange(SIZE / 2, SIZE)));
        }
      }
      // all that was reserved is free again: the whole budget can be had by one
      await().until(() -> readers.isIdle());
      store.reset();
      try (RangeReader reader = open(readers)) {
        reader.warm(List.of(new ByteRange(0, SIZE)));
        assertThat(read(reader, 0, SIZE)).isEqualTo(bytes);
      }
    }
  }

  @Test
  void demand_thatGoesOn_doublesItsRequestsInEitherDirection() throws Exception {
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      try (RangeReader reader = open(readers)) {
        store.reset();
        for (int block = 0; block < 64; block++) {
          read(reader, HEAD + block * BLOCK, 10);
        }
      }
      assertThat(store.reads().stream().map(read -> read.length() / BLOCK))
          .containsExactly(1, 2, 4, 8, 16, 16, 16, 16);
      store.reset();
      try (RangeReader reader = open(readers)) {
        for (int block = 191; block >= 128; block--) {
          read(reader, HEAD + block * BLOCK, 10);
        }
      }
      assertThat(store.reads().stream().map(read -> read.length() / BLOCK))
          .containsExactly(1, 2, 4, 8, 16, 16, 16, 16);
    }
  }

  @Test
  void demand_hereAndThere_fetchesSingleBlocks() throws Exception {
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = open(readers)) {
      store.reset();
      for (int block : new int[] {100, 3, 50, 7, 170}) {
        read(reader, HEAD + block * BLOCK, 10);
      }
      assertThat(store.reads()).hasSize(5).allMatch(read -> read.length() == BLOCK);
    }
  }

  @Test
  void aShortAnswer_isRefusedByKey() throws Exception {
    StoredObject listed = new StoredObject("events/some", SIZE + 10, object.object().etag());
    RangeReaders.Wanted longer = new RangeReaders.Wanted(store, listed, HEAD);
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(longer, readers.newQuery())) {
      assertThatThrownBy(() -> read(reader, SIZE - 10, 20))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("events/some");
    }
  }

  @Test
  void aClosedReader_readsNoMore() throws Exception {
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      RangeReader reader = open(readers);
      reader.close();
      reader.close();
      reader.warm(List.of(new ByteRange(0, SIZE)));
      assertThatThrownBy(() -> read(reader, 0, 10))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("Reading events/some ended because it was closed");
      assertThat(store.reads()).hasSize(1);
    }
  }

  private static ReadOptions options(long cacheBytes, long aheadBytes) {
    return new ReadOptions(cacheBytes, aheadBytes, 4, 2);
  }

  private RangeReader open(RangeReaders readers) throws IOException {
    return readers.open(object, readers.newQuery());
  }
}
