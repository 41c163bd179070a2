package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static io.tsdb.archive.store.ScriptedServer.head;
import static io.tsdb.archive.store.ScriptedServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.RemoteKind.Remote;
import io.tsdb.archive.store.StoreException.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How ranges are asked for, and what faults do besides their outcome ({@link StoreFaultsTest}). */
class RemoteFaultsTest {

  private static final StoredObject OBJECT = new StoredObject("events/a b.sqlite", 100, "\"tag\"");
  private static final ByteBuffer HELLO = ByteBuffer.wrap(bytes("hello"));

  private static Remote open(RemoteKind kind) throws Exception {
    return kind.open(Duration.ofSeconds(20), 2);
  }

  @ParameterizedTest
  @EnumSource
  void goodAnswer(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote.server().next(RemoteKind.goodRange());
      assertThat(remote.store().read(OBJECT, 10, 5)).isEqualTo(HELLO);

      assertThat(remote.server().requests()).hasSize(1);
      assertThat(remote.server().requests().get(0))
          .startsWith(
              kind == RemoteKind.S3
                  ? "GET /bucket/p/events/a%20b.sqlite HTTP/1.1\r\n"
                  : "GET /archive/events/a%20b.sqlite HTTP/1.1\r\n")
          .containsOnlyOnce("\r\nRange: bytes=10-14\r\n")
          .containsOnlyOnce("\r\nIf-Match: \"tag\"\r\n")
          .containsOnlyOnce("\r\nAccept-Encoding: identity\r\n")
          .containsOnlyOnce(
              kind == RemoteKind.S3
                  ? "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIA0KEY/"
                  : "\r\nAuthorization: Bearer token0KEY\r\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void goodAnswers_shareAConnection(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote.server().always(RemoteKind.goodRange());
      for (int i = 0; i < 5; i++) {
        assertThat(remote.store().read(OBJECT, 10, 5)).isEqualTo(HELLO);
      }
      assertThat(remote.server().connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serverThatRepeatsTheToken_isNotQuoted(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote.server().next(status(403, "x".repeat(190) + " wrong token: token0KEY"));
      assertFails(Reason.DENIED, () -> remote.store().read(OBJECT, 10, 5))
          .hasMessageNotContaining("0KEY")
          .hasMessageNotContaining("token0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void retryAfter_isObeyed(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote.server().next(status(429, "x", "Retry-After: 1"), RemoteKind.goodRange());
      long start = System.nanoTime();
      remote.store().read(OBJECT, 10, 5);
      assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeLargeObjectInsteadOfTheRange_isRefusedUnread(RemoteKind kind) throws Exception {
    long size = 256L << 20;
    AtomicLong sent = new AtomicLong();
    try (Remote remote = open(kind)) {
      remote
          .server()
          .next(
              client -> {
                client.write(head(200, size, "ETag: \"tag\""));
                String piece = "x".repeat(64 * 1024);
                while (sent.get() < size) {
                  client.write(piece);
                  sent.addAndGet(piece.length());
                }
              });
      StoredObject large = new StoredObject("a.sqlite", size, "\"tag\"");
      assertFails(Reason.PROTOCOL, () -> remote.store().read(large, 0, 100))
          .hasMessageContaining("the whole object (200) where bytes 0-99 were asked for (206)")
          .hasMessageContaining("serves byte ranges");
      remote.assertNothingLeftOver();
    }
    // what the sockets' buffers took
    assertThat(sent.get()).isLessThan(16 << 20);
  }

  @ParameterizedTest
  @EnumSource
  void weakEtag_orNone_isTheSameObject(RemoteKind kind) throws Exception {
    String range = "Content-Range: bytes 10-14/100";
    try (Remote remote = open(kind)) {
      remote
          .server()
          .next(
              status(206, "hello", range, "ETag: W/\"tag\""),
              status(206, "hello", range),
              status(206, "hello", "Content-Range: bytes 10-14/*", "ETag: \"tag\""));
      for (int i = 0; i < 3; i++) {
        assertThat(remote.store().read(OBJECT, 10, 5)).isEqualTo(HELLO);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void objectListedWithAWeakEtag_isComparedByTheAnswers(RemoteKind kind) throws Exception {
    StoredObject weak = new StoredObject("a", 100, "W/\"tag\"");
    try (Remote remote = open(kind)) {
      remote
          .server()
          .next(
              RemoteKind.goodRange(),
              status(206, "hello", "Content-Range: bytes 10-14/100", "ETag: W/\"other\""));
      assertThat(remote.store().read(weak, 10, 5)).isEqualTo(HELLO);
      assertThat(remote.server().requests().get(0)).doesNotContain("If-Match");
      assertFails(Reason.CHANGED, () -> remote.store().read(weak, 10, 5));
    }
  }

  @Test
  void objectListedWithoutAnEtag_isComparedByItsSize() throws Exception {
    StoredObject unnamed = new StoredObject("a", 100, "");
    try (Remote remote = open(RemoteKind.HTTP)) {
      remote
          .server()
          .next(
              RemoteKind.goodRange(),
              status(206, "hello", "Content-Range: bytes 10-14/99", "ETag: \"tag\""));
      assertThat(remote.store().read(unnamed, 10, 5)).isEqualTo(HELLO);
      assertThat(remote.server().requests().get(0)).doesNotContain("If-Match");
      assertFails(Reason.CHANGED, () -> remote.store().read(unnamed, 10, 5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shorterObject_withoutAnEtag_isAnotherOne(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote.server().next(status(206, "hello", "Content-Range: bytes 10-14/99"));
      assertFails(Reason.CHANGED, () -> remote.store().read(OBJECT, 10, 5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreThanContentLengthSays_doesNoHarm(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      remote
          .server()
          .next(
              client ->
                  client.write(
                      head(206, 5, "Content-Range: bytes 10-14/100", "ETag: \"tag\"")
                          + "hello world"))
          .always(RemoteKind.goodRange());
      assertThat(remote.store().read(OBJECT, 10, 5)).isEqualTo(HELLO);
      assertThat(remote.store().read(OBJECT, 10, 5)).isEqualTo(HELLO);
    }
  }

  @ParameterizedTest
  @EnumSource
  void redirects_areNotFollowed(RemoteKind kind) throws Exception {
    for (int code : new int[] {301, 302, 307, 308}) {
      try (Remote remote = open(kind)) {
        remote
            .server()
            .next(
                status(
                    code,
                    "",
                    "Location: http://127.0.0.1:" + remote.server().port() + "/elsewhere"))
            .always(RemoteKind.goodRange());
        assertFails(Reason.CONFIGURATION, () -> remote.store().read(OBJECT, 10, 5))
            .hasMessageContaining("answered " + code);
        assertThat(remote.server().requests()).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void etagThatCannotBeSent_isRefused(RemoteKind kind) throws Exception {
    try (Remote remote = open(kind)) {
      for (String etag : new String[] {"a\r\nX-Other: b", "ü"}) {
        StoredObject object = new StoredObject("a", 100, etag);
        assertFails(Reason.PROTOCOL, () -> remote.store().read(object, 10, 5))
            .hasMessageContaining("reading a failed: the store lists it with an ETag that is none");
      }
      assertThat(remote.server().requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0})
  void attempts_mustBeOne(int attempts) {
    assertThatThrownBy(
            () ->
                StoreOptions.DEFAULT.withPatience(
                    Duration.ofSeconds(1), Duration.ofSeconds(1), attempts))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 attempt, found " + attempts);
  }
}
