package io.tsdb.archive.store;

import static io.tsdb.archive.store.ScriptedServer.head;
import static io.tsdb.archive.store.ScriptedServer.silence;
import static io.tsdb.archive.store.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.RemoteKind.Remote;
import io.tsdb.archive.store.ScriptedServer.Answer;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever interrupts a reader, or closes its store, ends its requests at once. */
class CancellationTest {

  private static final StoredObject OBJECT = new StoredObject("events/a.sqlite", 100, "\"tag\"");

  /** Much less than the time-out of a request and the longest pause between two. */
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private static final Answer LONG_PAUSE = status(503, "x", "Retry-After: 5");

  private static ConditionFactory within(Duration time) {
    return Awaitility.await().atMost(time);
  }

  /** A thread that does one thing, and what it ended with. */
  private record Reader(Thread thread, AtomicReference<Throwable> thrown) {

    interface Work {
      void run() throws Exception;
    }

    static Reader start(Work work) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.run();
                } catch (Throwable e) {
                  thrown.set(e);
                }
              });
      thread.start();
      return new Reader(thread, thrown);
    }

    void assertEndsWith(Class<? extends Throwable> type, String message) {
      within(AT_ONCE).until(() -> !thread.isAlive());
      assertThat(thrown.get()).isInstanceOf(type).hasMessageContaining(message);
    }
  }

  private static Remote stalled(RemoteKind kind, Answer answer) throws Exception {
    Remote remote = kind.open(Duration.ofSeconds(60), 5);
    remote.server().always(answer);
    return remote;
  }

  /** A reader whose request has arrived. */
  private static Reader reading(Remote remote) {
    Reader reader = Reader.start(() -> remote.store().read(OBJECT, 10, 5));
    awaitRequests(remote, 1);
    return reader;
  }

  private static void awaitRequests(Remote remote, int count) {
    within(Duration.ofSeconds(20)).until(() -> remote.server().requests().size() == count);
  }

  @ParameterizedTest
  @EnumSource
  void interruptedBeforeAnAnswer_closesTheConnection(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, silence())) {
      Reader reader = reading(remote);
      reader.thread().interrupt();
      reader.assertEndsWith(
          InterruptedIOException.class, "reading events/a.sqlite was interrupted");
      within(AT_ONCE).until(() -> remote.server().disconnects() == 1);
      remote.assertNothingLeftOver();
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedInABody_closesTheConnection(RemoteKind kind) throws Exception {
    Answer half =
        client -> {
          client.write(head(206, 5, "Content-Range: bytes 10-14/100", "ETag: \"tag\"") + "he");
          client.awaitDisconnect();
        };
    try (Remote remote = stalled(kind, half)) {
      Reader reader = reading(remote);
      reader.thread().interrupt();
      reader.assertEndsWith(InterruptedIOException.class, "was interrupted");
      within(AT_ONCE).until(() -> remote.server().disconnects() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedListing_closesTheConnection(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, silence())) {
      Reader reader = Reader.start(remote::list);
      awaitRequests(remote, 1);
      reader.thread().interrupt();
      reader.assertEndsWith(InterruptedIOException.class, kind.listing());
      within(AT_ONCE).until(() -> remote.server().disconnects() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedBetweenAttempts_sendsNoMore(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, LONG_PAUSE)) {
      Reader reader = reading(remote);
      within(AT_ONCE).until(() -> reader.thread().getState() == Thread.State.TIMED_WAITING);
      reader.thread().interrupt();
      reader.assertEndsWith(InterruptedIOException.class, "was interrupted");
      assertThat(remote.server().requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interruptedBeforehand_sendsNothing(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, silence())) {
      Reader reader =
          Reader.start(
              () -> {
                Thread.currentThread().interrupt();
                remote.store().read(OBJECT, 10, 5);
              });
      reader.assertEndsWith(InterruptedIOException.class, "was interrupted");
      assertThat(remote.server().requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedStore_endsARequest(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, silence())) {
      Reader reader = reading(remote);
      remote.store().close();
      reader.assertEndsWith(StoreException.class, "the store was closed meanwhile");
      within(AT_ONCE).until(() -> remote.server().disconnects() == 1);
      assertThat(((StoreException) reader.thrown().get()).reason()).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedStore_endsAPauseBetweenAttempts(RemoteKind kind) throws Exception {
    try (Remote remote = stalled(kind, LONG_PAUSE)) {
      Reader reader = reading(remote);
      remote.store().close();
      reader.assertEndsWith(StoreException.class, "the store was closed meanwhile");
      assertThat(remote.server().requests()).hasSize(1);
    }
  }
}
