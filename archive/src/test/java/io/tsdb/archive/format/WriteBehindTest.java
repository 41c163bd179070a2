package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is written behind is written, in full, or the writer is told. */
class WriteBehindTest {

  private static final int ROWS_OF_A_LARGE_SEGMENT = 1_000_000;

  /** Takes bytes, refuses those from a place on, and notes that it is closed. */
  private static final class Memory implements SegmentOutput {

    private final byte[] bytes;
    private final long refused;
    private boolean closed;

    Memory(int size, long refused) {
      this.bytes = new byte[size];
      this.refused = refused;
    }

    @Override
    public void write(long offset, byte[] source, int length) throws IOException {
      if (offset + length > refused) {
        throw new IOException("No space left on device");
      }
      System.arraycopy(source, 0, bytes, (int) offset, length);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void writes_ofAnySizeAndPlace_arriveAsTheyWere() throws Exception {
    Random random = new Random(1);
    int head = 3_000_001;
    byte[] expected = new byte[20_000_000];
    random.nextBytes(expected);
    Memory memory = new Memory(expected.length, Long.MAX_VALUE);
    try (SecondThread second = SecondThread.forRows(ROWS_OF_A_LARGE_SEGMENT);
        SegmentOutput output = WriteBehind.of(memory, second)) {
      assertThat(output).isInstanceOf(WriteBehind.class);
      byte[] reused = new byte[2_000_000];
      for (int at = head; at < expected.length; ) {
        int length =
            Math.min(expected.length - at, 1 + random.nextInt(at % 5 == 0 ? 2_000_000 : 70_000));
        System.arraycopy(expected, at, reused, 0, length);
        output.write(at, reused, length);
        Arrays.fill(reused, (byte) 0);
        at += length;
      }
      output.write(0, Arrays.copyOf(expected, head), head);
    }
    assertThat(memory.closed).isTrue();
    assertThat(memory.bytes).isEqualTo(expected);
  }

  @Test
  void smallSegments_areWrittenByTheirOwnThread() {
    Memory memory = new Memory(0, 0);
    try (SecondThread second = SecondThread.forRows(100)) {
      assertThat(WriteBehind.of(memory, second)).isSameAs(memory);
      assertThat(SecondThread.result(second.start(Thread::currentThread)))
          .isSameAs(Thread.currentThread());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void failure_isToldAndTheOutputClosed() {
    Memory memory = new Memory(10_000_000, 3_000_000);
    assertThatThrownBy(
            () -> {
              try (SecondThread second = SecondThread.forRows(ROWS_OF_A_LARGE_SEGMENT);
                  SegmentOutput output = WriteBehind.of(memory, second)) {
                for (int at = 0; at < 3_500_000; at += 65_536) {
                  output.write(at, new byte[65_536], 65_536);
                }
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(memory.closed).isTrue();
  }

  @Test
  void interruption_whileWaiting_isThatOfAFile() {
    CountDownLatch never = new CountDownLatch(1);
    try (SecondThread second = SecondThread.forRows(ROWS_OF_A_LARGE_SEGMENT)) {
      Future<Boolean> task =
          second.start(
              () -> {
                never.await();
                return true;
              });
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> SecondThread.result(task))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      never.countDown();
    }
  }

  @Test
  void close_endsTheThread() throws Exception {
    Future<Thread> thread;
    try (SecondThread second = SecondThread.forRows(ROWS_OF_A_LARGE_SEGMENT)) {
      thread = second.start(Thread::currentThread);
    }
    thread.get().join(30_000);
    assertThat(thread.get().isAlive()).isFalse();
  }
}
