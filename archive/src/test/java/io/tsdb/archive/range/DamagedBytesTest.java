package io.tsdb.archive.range;

import static io.tsdb.archive.range.TestObjects.BLOCK;
import static io.tsdb.archive.range.TestObjects.FORMAT;
import static io.tsdb.archive.range.TestObjects.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.ForwardingStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bytes that are not what was written: never delivered, never kept, fetched once more. */
@Timeout(60)
class DamagedBytesTest {

  private static final int HEAD = 4096;
  private static final int SIZE = 40 * BLOCK;

  @TempDir Path folder;
  private Garbling store;
  private byte[] bytes;
  private RangeReaders.Wanted object;

  /** Changes a byte at one place of an object, for some of the reads that cover it. */
  private static final class Garbling extends ForwardingStore {

    private int at;
    private int times;
    private int covering;

    Garbling(ObjectStore store) {
      super(store);
    }

    synchronized void garble(int offset, int reads) {
      at = offset;
      times = reads;
      covering = 0;
    }

    @Override
    public synchronized ByteBuffer read(
        StoredObject object, long offset, int length, ReadListener listener) throws IOException {
      boolean garbled = at >= offset && at < offset + length && covering++ < times;
      return super.read(
          object,
          offset,
          length,
          garbled ? new GarblingListener((int) (at - offset), listener) : listener);
    }
  }

  /** Changes a byte when it comes. */
  private record GarblingListener(int index, ReadListener listener) implements ReadListener {

    @Override
    public void retried() {
      listener.retried();
    }

    @Override
    public void hedged() {
      listener.hedged();
    }

    @Override
    public void arrived(byte[] bytes, int from, int to) {
      if (index >= from && index < to) {
        bytes[index] ^= 4;
      }
      listener.arrived(bytes, from, to);
    }
  }

  @BeforeEach
  void writeObject() throws Exception {
    store = new Garbling(new FileStore(folder));
    bytes = TestObjects.bytes(HEAD, SIZE);
    object = TestObjects.create(store, "events/some", bytes, HEAD);
  }

  @Test
  void aBadTransferOfABlock_isRepeated_plannedOrNot() throws Exception {
    for (boolean planned : new boolean[] {true, false}) {
      store.garble(HEAD + 5 * BLOCK + 77, 1);
      try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
          RangeReader reader = readers.open(object, readers.newQuery())) {
        if (planned) {
          reader.warm(List.of(new ByteRange(0, SIZE)));
        }
        assertThat(read(reader, 0, SIZE)).isEqualTo(bytes);
        assertThat(reader.statistics().counts().retries()).isEqualTo(1);
      }
    }
  }

  @Test
  void aDamagedBlock_isTold_andOnlyToThoseWhoNeedIt() throws Exception {
    for (boolean planned : new boolean[] {true, false}) {
      store.garble(HEAD + 5 * BLOCK + 77, 2);
      try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
          RangeReader reader = readers.open(object, readers.newQuery())) {
        if (planned) {
          reader.warm(List.of(new ByteRange(0, SIZE)));
        }
        int before = HEAD + 5 * BLOCK;
        assertThat(read(reader, 0, before)).isEqualTo(Arrays.copyOf(bytes, before));
        int after = before + BLOCK;
        assertThat(read(reader, after, SIZE - after))
            .isEqualTo(Arrays.copyOfRange(bytes, after, SIZE));
        if (planned) {
          assertThatThrownBy(() -> read(reader, before, 100))
              .isInstanceOf(CorruptSegmentException.class)
              .hasMessageStartingWith("Segment events/some is damaged: expected checksum (CRC32C) ")
              .hasMessageContaining(" of group 5, bytes 331776 to 397311, found ")
              .hasMessageEndingWith(", twice; restore the object from a backup");
        }
        // it was not kept: the next read brings what is there by now
        assertThat(read(reader, before, 100))
            .isEqualTo(Arrays.copyOfRange(bytes, before, before + 100));
      }
    }
  }

  @Test
  void aBadTransferOfAHead_isRepeated() throws Exception {
    store.garble(100, 1);
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(object, readers.newQuery())) {
      assertThat(read(reader, 0, HEAD)).isEqualTo(Arrays.copyOf(bytes, HEAD));
      ReadCounts counts = reader.statistics().counts();
      assertThat(counts.requests()).isEqualTo(2);
      assertThat(counts.retries()).isEqualTo(1);
      assertThat(counts.roundTrips()).isEqualTo(2);
    }
  }

  @Test
  void aDamagedHead_isTold_andNotKept() throws Exception {
    store.garble(100, 2);
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      assertThatThrownBy(() -> readers.open(object, readers.newQuery()))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("events/some");
      assertThat(readers.cachedHeadBytes()).isZero();
      readers.open(object, readers.newQuery()).close();
    }
  }

  @Test
  void aHead_ofAnotherNumberOfGroups_isRefused() throws Exception {
    byte[] longer = Arrays.copyOf(bytes, SIZE + 2 * BLOCK);
    RangeReaders.Wanted wrong = TestObjects.create(store, "events/longer", longer, HEAD);
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT)) {
      assertThatThrownBy(() -> readers.open(wrong, readers.newQuery()))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("expected checksums of 42 groups after a head of 4096 bytes")
          .hasMessageContaining("found 40");
    }
  }

  @Test
  void aDamagedBlockOfASmallObject_isFoundWhenItIsRead() throws Exception {
    byte[] small = TestObjects.bytes(HEAD, 3 * BLOCK);
    small[HEAD + BLOCK + 1] ^= 1;
    RangeReaders.Wanted damaged = TestObjects.create(store, "events/small", small, HEAD);
    try (RangeReaders readers = new RangeReaders(ReadOptions.defaults(), FORMAT);
        RangeReader reader = readers.open(damaged, readers.newQuery())) {
      assertThat(read(reader, 0, HEAD + BLOCK)).isEqualTo(Arrays.copyOf(small, HEAD + BLOCK));
      assertThatThrownBy(() -> read(reader, HEAD + BLOCK, 10))
          .isInstanceOf(CorruptSegmentException.class)
          .hasMessageContaining("of group 1, bytes 69632 to 135167");
    }
  }
}
