package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is written, in full, with its checksums, or the writer is told. */
class GroupStreamTest {

  private static final int SMALL = 100;
  private static final int LARGE = 1_000_000;

  /** Takes bytes, and refuses those from a place on. */
  private record Memory(ByteBuffer bytes, long refused) implements SegmentOutput {

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
      if (offset + source.remaining() > refused) {
        throw new IOException("No space left on device");
      }
      bytes.position((int) offset).put(source);
    }

    @Override
    public void close() {}
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void writes_ofAnySize_arriveAsTheyWere(int rows) throws Exception {
    Random random = new Random(1);
    int head = 12_289;
    byte[] expected = new byte[20_000_000];
    random.nextBytes(expected);
    Memory memory = new Memory(ByteBuffer.allocate(expected.length), Long.MAX_VALUE);
    byte[] checksums;
    try (SecondThread second = SecondThread.forRows(rows);
        GroupStream groups =
            new GroupStream(memory, second, head, ChecksumTable.groups(expected.length - head))) {
      byte[] reused = new byte[2_000_010];
      for (int at = head; at < expected.length; ) {
        int length =
            Math.min(expected.length - at, 1 + random.nextInt(at % 5 == 0 ? 2_000_000 : 70_000));
        System.arraycopy(expected, at, reused, 10, length);
        groups.write(reused, 10, length);
        Arrays.fill(reused, (byte) 0);
        at += length;
      }
      groups.flush();
      checksums = groups.checksums();
    }
    Arrays.fill(expected, 0, head, (byte) 0);
    assertThat(memory.bytes().array()).isEqualTo(expected);
    ByteBuffer read = ByteBuffer.wrap(checksums);
    for (int at = head; at < expected.length; at += SegmentHead.GROUP_BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(expected, at, Math.min(SegmentHead.GROUP_BYTES, expected.length - at));
      assertThat(read.getInt()).isEqualTo((int) crc.getValue());
    }
    assertThat(read.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void failure_atTheEnd_isTold(int rows) {
    assertFails(rows, 3_500_000, 3_400_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {SMALL, LARGE})
  void failure_onTheWay_isTold(int rows) {
    assertFails(rows, 9_000_000, 3_000_000);
  }

  private static void assertFails(int rows, int size, int refused) {
    Memory memory = new Memory(ByteBuffer.allocate(size), refused);
    assertThatThrownBy(
            () -> {
              try (SecondThread second = SecondThread.forRows(rows);
                  GroupStream groups =
                      new GroupStream(memory, second, 0, ChecksumTable.groups(size))) {
                groups.write(new byte[size], 0, size);
                groups.flush();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device")
        .hasNoSuppressedExceptions();
  }
}
