package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.WatchedStore;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan of more bytes than may be ahead at once: how much is ahead depends on its reader. */
@Timeout(120)
class LongPlanTest {

  private static final int HEAD = 8192;
  private static final int PART = ReadPlan.PART_BLOCKS * Blocks.BYTES;
  private static final int SIZE = HEAD + 10 * PART;

  @TempDir Path folder;
  private byte[] bytes;
  private WatchedStore store;
  private RangeReaders.Wanted object;

  @BeforeEach
  void createObject() throws Exception {
    bytes = new byte[SIZE];
    for (int at = HEAD; at < SIZE; at += 1000) {
      bytes[at] = (byte) (at / 1000);
    }
    TestObjects.seal(bytes, HEAD);
    store = new WatchedStore(new FileStore(folder));
    object = TestObjects.create(store, "long", bytes, HEAD);
  }

  @Test
  void readerThatNeverWaits_hasFewRequestsUnderWay() throws Exception {
    try (RangeReaders readers = new RangeReaders(options(), FORMAT);
        QueryReads query = readers.newQuery();
        RangeReader reader = readers.open(object, query)) {
      store.reset();
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      CountDownLatch two = new CountDownLatch(2);
      store.before(
          n -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            two.countDown();
            waitFor(two);
            running.decrementAndGet();
          });
      reader.warm(List.of(new ByteRange(0, SIZE)));
      await().until(() -> query.statistics().counts().bytesFetched() == HEAD + 3L * PART);
      assertThat(store.reads()).hasSize(3);
      assertThat(most).hasValue(2);
    }
  }

  @Test
  void readerThatWaits_hasTheWholeWindowUnderWay() throws Exception {
    try (RangeReaders readers = new RangeReaders(options(), FORMAT);
        QueryReads query = readers.newQuery();
        RangeReader reader = readers.open(object, query)) {
      store.reset();
      CountDownLatch eight = new CountDownLatch(8);
      store.before(
          n -> {
            eight.countDown();
            waitFor(eight);
          });
      reader.warm(List.of(new ByteRange(0, SIZE)));
      assertThat(TestObjects.read(reader, HEAD, 5000))
          .isEqualTo(Arrays.copyOfRange(bytes, HEAD, HEAD + 5000));
      assertThat(TestObjects.read(reader, 0, SIZE)).isEqualTo(bytes);
      assertThat(store.reads()).hasSize(10);
    }
  }

  private static ReadOptions options() {
    return new ReadOptions(16 << 20, 128 << 20, 32, 16);
  }
}
