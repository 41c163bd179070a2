package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.Fault.Outcome;
import io.tsdb.archive.store.RemoteKind.Remote;
import io.tsdb.archive.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault of a server has its outcome, the same for S3 and for an http archive. */
class StoreFaultsTest {

  private static final StoredObject OBJECT = new StoredObject("events/a b.sqlite", 100, "\"tag\"");
  private static final ByteBuffer HELLO = ByteBuffer.wrap(bytes("hello"));
  private static final Set<Fault> SLOW =
      EnumSet.of(Fault.SILENCE, Fault.SILENT_BODY, Fault.TRICKLE);

  /** OkHttp itself answers each 408 with the same request once more. */
  private static int sends(Fault fault) {
    return fault == Fault.REQUEST_TIMEOUT ? 4 : 2;
  }

  static Stream<Arguments> reads() {
    return Arrays.stream(RemoteKind.values())
        .flatMap(kind -> Arrays.stream(Fault.values()).map(fault -> Arguments.of(kind, fault)));
  }

  static Stream<Arguments> lists() {
    return reads().filter(row -> ((Fault) row.get()[1]).list() != Fault.Outcome.NONE);
  }

  /** A request that meets a fault. */
  private interface Request {
    void run(Remote remote, Retold retold) throws Exception;
  }

  private static void read(Remote remote, Retold retold) throws Exception {
    assertThat(remote.store().read(OBJECT, 10, 5, retold)).isEqualTo(HELLO);
  }

  private static void list(Remote remote, Retold retold) throws Exception {
    remote.list();
  }

  @ParameterizedTest
  @MethodSource("reads")
  void read_hasItsOutcome(RemoteKind kind, Fault fault) throws Exception {
    check(kind, fault, fault.read(), RemoteKind.goodRange(), StoreFaultsTest::read, "reading");
  }

  @ParameterizedTest
  @MethodSource("lists")
  void list_hasItsOutcome(RemoteKind kind, Fault fault) throws Exception {
    check(kind, fault, fault.list(), kind.goodListing(), StoreFaultsTest::list, kind.listing());
  }

  private static void check(
      RemoteKind kind,
      Fault fault,
      Outcome outcome,
      ScriptedServer.Answer good,
      Request request,
      String what)
      throws Exception {
    Duration patience =
        SLOW.contains(fault)
            ? Duration.ofMillis(Fault.SHORT_PATIENCE_MILLIS)
            : Duration.ofSeconds(20);
    if (outcome.retried()) {
      try (Remote remote = kind.open(patience, 2)) {
        remote.server().next(fault.answer()).always(good);
        Retold retold = new Retold();
        request.run(remote, retold);
        assertThat(remote.server().requests()).hasSize(2);
        if (what.equals("reading")) {
          assertThat(retold.retries()).isEqualTo(1);
        }
        remote.assertNothingLeftOver();
      }
    }
    try (Remote remote = kind.open(patience, 2)) {
      remote.server().always(fault.answer());
      if (outcome.reason().isEmpty()) {
        request.run(remote, new Retold());
      } else {
        Reason reason = outcome.reason().get();
        assertFails(reason, () -> request.run(remote, new Retold()))
            .hasMessageContaining(remote.store().location() + ": " + what)
            .hasMessageContaining(outcome.retried() ? "failed 2 times, the last time because" : "")
            .hasMessageContaining(what.equals("reading") ? OBJECT.key() : "")
            .hasMessageContaining(what.equals("reading") ? fault.message() : "")
            .hasMessageMatching("(?s).{20,}")
            .hasMessageNotContaining("null")
            .hasMessageNotContaining("0KEY");
      }
      assertThat(remote.server().requests()).hasSize(outcome.retried() ? sends(fault) : 1);
      remote.assertNothingLeftOver();

      remote.server().always(good);
      request.run(remote, new Retold());
      remote.assertNothingLeftOver();
    }
  }

  @Test
  void documentSaysTheSame() throws Exception {
    List<String> lines = Files.readAllLines(Path.of("..", "docs", "operations.md"));
    assertThat(lines)
        .contains(
            Arrays.stream(Fault.values())
                .map(
                    fault ->
                        "| " + fault.label() + " | " + fault.read() + " | " + fault.list() + " |")
                .toArray(String[]::new));
  }
}
