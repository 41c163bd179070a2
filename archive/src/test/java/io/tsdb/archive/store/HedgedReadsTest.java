package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static io.tsdb.archive.store.ScriptedServer.head;
import static io.tsdb.archive.store.ScriptedServer.silence;
import static io.tsdb.archive.store.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.RemoteKind.Remote;
import io.tsdb.archive.store.ScriptedServer.Answer;
import io.tsdb.archive.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slow read is sent a second time, and whichever answer comes first is taken. */
class HedgedReadsTest {

  private static final StoredObject OBJECT = new StoredObject("events/a.sqlite", 100, "\"tag\"");
  private static final ByteBuffer HELLO = ByteBuffer.wrap(bytes("hello"));

  /** Far more than any test takes: what waits for it is stuck. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Answer HALF =
      client -> {
        client.write(head(206, 5, "Content-Range: bytes 10-14/100", "ETag: \"tag\"") + "he");
        client.awaitDisconnect();
      };

  private static Remote open(RemoteKind kind) throws Exception {
    Remote remote = kind.open(PATIENCE, 1);
    remote.server().always(RemoteKind.goodRange());
    return remote;
  }

  private static Retold read(Remote remote) throws Exception {
    Retold retold = new Retold();
    assertThat(remote.store().read(OBJECT, 10, 5, retold)).isEqualTo(HELLO);
    return retold;
  }

  /**
   * Reads until one hedge is saved and it is known what is slow.
   *
   * @return how many requests that took
   */
  private static int readEnough(Remote remote) throws Exception {
    for (int i = 0; i < Hedging.LEAST_READS; i++) {
      read(remote);
    }
    return remote.server().requests().size();
  }

  @ParameterizedTest
  @EnumSource
  void oneStalledRequestOfThirty_isHedged(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      int before = readEnough(remote);
      remote.server().next(silence());
      int hedges = 0;
      for (int i = 0; i < 10; i++) {
        hedges += read(remote).hedges();
      }
      assertThat(hedges).isEqualTo(1);
      assertThat(remote.server().requests()).hasSize(before + 11);
      assertThat(remote.server().requests().get(before + 1))
          .as("the hedge is the same request")
          .isEqualTo(remote.server().requests().get(before));
      Awaitility.await().until(() -> remote.server().disconnects() == 1);
      remote.assertNothingLeftOver();
    }
  }

  @ParameterizedTest
  @EnumSource
  void stalledBody_isHedged(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      readEnough(remote);
      remote.server().next(HALF);
      assertThat(read(remote).hedges()).isEqualTo(1);
      Awaitility.await().until(() -> remote.server().disconnects() == 1);
      remote.assertNothingLeftOver();
    }
  }

  @ParameterizedTest
  @EnumSource
  void hedgeThatFails_doesNotFailTheRead(RemoteKind kind) throws Exception {
    for (Answer failure :
        new Answer[] {
          ScriptedServer.Client::reset, status(500, "x"), status(503, "x"), status(429, "x")
        }) {
      try (Remote remote = open(kind)) {
        int before = readEnough(remote);
        remote
            .server()
            .next(
                client -> {
                  // the first answer comes once the hedge has failed
                  Awaitility.await().until(() -> remote.server().requests().size() == before + 2);
                  client.pause(200);
                  RemoteKind.goodRange().send(client);
                },
                failure);
        assertThat(read(remote).hedges()).isEqualTo(1);
        remote.assertNothingLeftOver();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothFail_isOneFailure(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      int before = readEnough(remote);
      remote
          .server()
          .next(
              client -> {
                Awaitility.await().until(() -> remote.server().requests().size() == before + 2);
                status(500, "x").send(client);
              },
              status(502, "x"));
      assertFails(Reason.UNAVAILABLE, () -> remote.store().read(OBJECT, 10, 5))
          .hasMessageContaining("reading events/a.sqlite failed because")
          .hasMessageContaining("answered 500");
      remote.assertNothingLeftOver();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalForGood_isTakenFromWhicheverBringsIt(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      readEnough(remote);
      remote.server().next(silence(), status(412, "x"));
      assertFails(Reason.CHANGED, () -> remote.store().read(OBJECT, 10, 5));
      Awaitility.await().until(() -> remote.server().disconnects() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void storeThatIsBusy_isNotHedged(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      readEnough(remote);
      remote.server().next(status(503, "x"));
      assertFails(Reason.UNAVAILABLE, () -> remote.store().read(OBJECT, 10, 5));
      assertSlowReadIsNotHedged(remote);
    }
  }

  @ParameterizedTest
  @EnumSource
  void switchedOff_nothingIsHedged(RemoteKind kind) throws Exception {
    StoreOptions options =
        StoreOptions.DEFAULT.withPatience(Duration.ofSeconds(5), PATIENCE, 1).withoutHedging();
    try (Remote remote = kind.open(options)) {
      remote.server().always(RemoteKind.goodRange());
      readEnough(remote);
      assertSlowReadIsNotHedged(remote);
    }
  }

  private static void assertSlowReadIsNotHedged(Remote remote) throws Exception {
    int before = remote.server().requests().size();
    remote
        .server()
        .next(
            client -> {
              client.pause(10 * Hedging.GAIN_MILLIS);
              RemoteKind.goodRange().send(client);
            });
    assertThat(read(remote).hedges()).isZero();
    assertThat(remote.server().requests()).hasSize(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void interrupted_closesBothConnections(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      int before = readEnough(remote);
      remote.server().next(silence(), HALF);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  remote.store().read(OBJECT, 10, 5);
                } catch (Throwable e) {
                  thrown.set(e);
                }
              });
      reader.start();
      Awaitility.await().until(() -> remote.server().requests().size() == before + 2);
      reader.interrupt();
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> !reader.isAlive() && remote.server().disconnects() == 2);
      assertThat(thrown.get()).hasMessageContaining("was interrupted");
      remote.assertNothingLeftOver();
    }
  }
}
