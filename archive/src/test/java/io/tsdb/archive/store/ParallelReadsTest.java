package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.RemoteKind.Remote;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many reads share a bounded number of connections, which are kept for the next ones. */
class ParallelReadsTest {

  private static final StoredObject OBJECT = new StoredObject("events/a.sqlite", 100, "\"tag\"");
  private static final int READERS = WebClient.MOST_REQUESTS + 16;

  @ParameterizedTest
  @EnumSource
  void readsBeyondTheLimit_wait_andConnectionsAreKept(RemoteKind kind) throws Exception {
    StoreOptions options =
        StoreOptions.DEFAULT
            .withPatience(Duration.ofSeconds(20), Duration.ofSeconds(60), 1)
            .withoutHedging();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try (Remote remote = kind.open(options)) {
      for (int round = 1; round <= 2; round++) {
        int before = remote.server().requests().size();
        CountDownLatch held = new CountDownLatch(1);
        remote
            .server()
            .always(
                client -> {
                  await(held);
                  RemoteKind.goodRange().send(client);
                });
        List<Future<ByteBuffer>> reads = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          reads.add(readers.submit(() -> remote.store().read(OBJECT, 10, 5)));
        }
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> remote.server().requests().size() >= before + WebClient.MOST_REQUESTS);
        assertThat(remote.server().requests()).hasSize(before + WebClient.MOST_REQUESTS);
        held.countDown();
        for (Future<ByteBuffer> read : reads) {
          assertThat(read.get(60, TimeUnit.SECONDS).remaining()).isEqualTo(5);
        }
        assertThat(remote.server().requests()).hasSize(before + READERS);
        assertThat(remote.server().connections())
            .as("connections after round %d", round)
            .isEqualTo(WebClient.MOST_REQUESTS);
        remote.assertNothingLeftOver();
      }
    } finally {
      readers.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
