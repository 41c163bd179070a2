package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SecondThreadTest {

  private static final int ROWS_OF_A_LARGE_SEGMENT = 1_000_000;

  @Test
  void smallSegments_areWrittenByTheirOwnThread() throws Exception {
    try (SecondThread second = SecondThread.forRows(100)) {
      assertThat(second.exists()).isFalse();
      assertThat(SecondThread.result(second.start(Thread::currentThread)))
          .isSameAs(Thread.currentThread());
    }
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
