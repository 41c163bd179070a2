package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.BLOCK;
import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.read;
import static io.tsdb.archive.range.TestObjects.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.ForwardingStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are used while others of the same request are still on their way. */
@Timeout(60)
class ArrivingBlocksTest {

  private static final int HEAD = 4096;
  private static final int SIZE = HEAD + 100 * BLOCK;
  private static final int HALF = 50 * BLOCK;

  @TempDir Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private byte[] bytes;

  /** Half of a long read comes; what then happens is up to the test. */
  private static final class Halting extends ForwardingStore {

    private final AfterHalf after;

    Halting(ObjectStore store, AfterHalf after) {
      super(store);
      this.after = after;
    }

    @Override
    public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
        throws IOException {
      ByteBuffer all = super.read(object, offset, length, ReadListener.NONE);
      if (length > HALF) {
        listener.arrived(all.array(), 0, HALF);
        after.run(listener, all.array());
      }
      return all;
    }
  }

  @FunctionalInterface
  private interface AfterHalf {
    void run(ReadListener listener, byte[] range) throws IOException;
  }

  @BeforeEach
  void makeBytes() {
    bytes = TestObjects.bytes(HEAD, SIZE);
  }

  private RangeReaders.Wanted object(AfterHalf after) throws IOException {
    return TestObjects.create(
        new Halting(new FileStore(folder), after), "events/some", bytes, HEAD);
  }

  private void assertReads(RangeReader reader, int from, int to) throws IOException {
    assertThat(read(reader, from, to - from)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
  }

  @Test
  void blocksThatHaveCome_areRead_whileOthersAreOnTheirWay() throws Exception {
    RangeReaders.Wanted object = object((listener, range) -> waitFor(goOn));
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(object, readers.newQuery())) {
      reader.warm(List.of(new ByteRange(HEAD, SIZE)));
      assertReads(reader, 0, HEAD + 48 * BLOCK);
      assertThat(reader.statistics().counts().requests()).isEqualTo(2);
      assertThat(reader.statistics().counts().bytesFetched()).isEqualTo(HEAD);
      goOn.countDown();
      assertReads(reader, HEAD + 48 * BLOCK, SIZE);
      assertThat(reader.statistics().counts().requests()).isEqualTo(2);
      assertThat(reader.statistics().counts().bytesFetched()).isEqualTo(SIZE);
    }
  }

  @Test
  void aRequestThatFailsHalfway_hasBroughtWhatHadCome() throws Exception {
    AtomicInteger failures = new AtomicInteger();
    RangeReaders.Wanted object =
        object(
            (listener, range) -> {
              if (failures.getAndIncrement() == 0) {
                throw new StoreException(StoreException.Reason.UNAVAILABLE, "gone halfway");
              }
            });
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(object, readers.newQuery())) {
      reader.warm(List.of(new ByteRange(HEAD, SIZE)));
      assertReads(reader, HEAD, HEAD + 48 * BLOCK);
      assertThatThrownBy(() -> read(reader, HEAD + 60 * BLOCK, 1)).hasMessage("gone halfway");
      assertReads(reader, HEAD, SIZE);
      assertThat(reader.statistics().counts().bytesFetched()).isEqualTo(SIZE - 48 * BLOCK);
    }
  }

  /** Whoever keeps a block keeps the buffer of its request: that of the first attempt, no other. */
  @Test
  void bytesOfALaterAttempt_areDelivered_onceAllHaveCome() throws Exception {
    AtomicInteger later = new AtomicInteger();
    RangeReaders.Wanted object =
        object(
            (listener, range) -> {
              listener.retried();
              listener.arrived(range, HALF, 80 * BLOCK);
              later.incrementAndGet();
              waitFor(goOn);
            });
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(object, readers.newQuery())) {
      reader.warm(List.of(new ByteRange(HEAD, SIZE)));
      await().until(() -> later.get() == 1);
      assertReads(reader, HEAD, HEAD + 48 * BLOCK);
      assertThat(readers.cachedBytes()).isEqualTo(48L * BLOCK);
      goOn.countDown();
      assertReads(reader, HEAD, SIZE);
    }
  }
}
