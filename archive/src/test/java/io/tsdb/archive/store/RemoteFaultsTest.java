package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wrong answer to a read has its outcome, the same for S3 and for an ingest server. */
class RemoteFaultsTest {

  private static final String SECRET = "very/secret+0KEY";
  private static final StoredObject OBJECT = new StoredObject("events/a b.sqlite", 100, "\"tag\"");

  /** The stores that talk to a server. */
  enum Kind {
    S3,
    HTTP
  }

  private MockWebServer server;

  @BeforeEach
  void start() throws Exception {
    server = new MockWebServer();
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ObjectStore open(Kind kind) throws StoreException {
    return open(kind, Duration.ofSeconds(20));
  }

  private ObjectStore open(Kind kind, Duration requestTimeout) throws StoreException {
    String address = "http://127.0.0.1:" + server.getPort();
    StoreOptions options =
        StoreOptions.DEFAULT
            .withKeys("AKIA0KEY", SECRET)
            .withToken(Optional.of(SECRET))
            .withPatience(Duration.ofSeconds(5), requestTimeout, 2);
    return ObjectStores.open(
        ArchiveUrl.parse(kind == Kind.S3 ? "s3://bucket/p?endpoint=" + address : address), options);
  }

  private static MockResponse.Builder answer(int code, String body) {
    return new MockResponse.Builder().code(code).body(body);
  }

  private static MockResponse.Builder range(int first, int last, String body) {
    return answer(206, body)
        .addHeader("Content-Range", "bytes " + first + "-" + last + "/100")
        .addHeader("ETag", "\"tag\"");
  }

  private static final MockResponse GOOD = range(10, 14, "hello").build();

  @ParameterizedTest
  @EnumSource
  void goodAnswer(Kind kind) throws Exception {
    server.enqueue(GOOD);
    try (ObjectStore store = open(kind)) {
      assertThat(store.read(OBJECT, 10, 5)).isEqualTo(ByteBuffer.wrap(bytes("hello")));
    }
    RecordedRequest request = server.takeRequest();
    assertThat(request.getMethod()).isEqualTo("GET");
    assertThat(request.getTarget())
        .isEqualTo(
            kind == Kind.S3 ? "/bucket/p/events/a%20b.sqlite" : "/archive/events/a%20b.sqlite");
    assertThat(request.getHeaders().values("Range")).containsExactly("bytes=10-14");
    assertThat(request.getHeaders().values("If-Match")).containsExactly("\"tag\"");
    assertThat(request.getHeaders().values("Accept-Encoding")).containsExactly("identity");
    assertThat(request.getHeaders().get("Authorization"))
        .startsWith(kind == Kind.S3 ? "AWS4-HMAC-SHA256 Credential=AKIA0KEY/" : "Bearer " + SECRET);
  }

  /** A status for good, the reason that it becomes, and what the message says. */
  record Final(Kind kind, int status, Reason reason, String message) {}

  static Stream<Final> finalStatuses() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    new Final(kind, 200, Reason.PROTOCOL, "the whole object (200)"),
                    new Final(kind, 204, Reason.PROTOCOL, "204"),
                    new Final(kind, 301, Reason.CONFIGURATION, "301"),
                    new Final(kind, 307, Reason.CONFIGURATION, "307"),
                    new Final(kind, 400, Reason.PROTOCOL, "400"),
                    new Final(kind, 401, Reason.DENIED, "was refused"),
                    new Final(kind, 403, Reason.DENIED, "was refused"),
                    new Final(kind, 404, Reason.NOT_FOUND, "404"),
                    new Final(kind, 409, Reason.PROTOCOL, "409"),
                    new Final(kind, 410, Reason.PROTOCOL, "410"),
                    new Final(kind, 412, Reason.CHANGED, "the object was replaced"),
                    new Final(
                        kind, 416, Reason.PROTOCOL, "expected a range within its 100 bytes")));
  }

  @ParameterizedTest
  @MethodSource("finalStatuses")
  void statusForGood(Final expected) throws Exception {
    server.enqueue(answer(expected.status(), expected.status() == 204 ? "" : "x").build());
    try (ObjectStore store = open(expected.kind())) {
      assertFails(expected.reason(), () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining(store.location() + ": reading events/a b.sqlite")
          .hasMessageContaining(expected.message())
          .hasMessageNotContaining("0KEY");
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void serverThatRepeatsTheToken_isNotQuoted(Kind kind) throws Exception {
    server.enqueue(answer(403, "x".repeat(190) + " wrong token: " + SECRET).build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.DENIED, () -> store.read(OBJECT, 10, 5))
          .hasMessageNotContaining("0KEY")
          .hasMessageNotContaining("secret+");
    }
  }

  private static ReadListener counting(AtomicInteger retries) {
    return new ReadListener() {
      @Override
      public void retried() {
        retries.incrementAndGet();
      }

      @Override
      public void hedged() {
        throw new AssertionError("There was nothing slow");
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void passingStatuses_areTriedAgain(Kind kind) throws Exception {
    AtomicInteger retries = new AtomicInteger();
    try (ObjectStore store = open(kind)) {
      for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
        server.enqueue(answer(status, "x").build());
        server.enqueue(GOOD);
        assertThat(store.read(OBJECT, 10, 5, counting(retries)))
            .as("after %s", status)
            .isEqualTo(ByteBuffer.wrap(bytes("hello")));
      }
      // OkHttp itself repeats the request after a 408
      assertThat(retries).hasValue(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void passingStatusThatStays_isUnavailable(Kind kind) throws Exception {
    server.enqueue(answer(503, "x").build());
    server.enqueue(answer(503, "x").build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.UNAVAILABLE, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining("failed 2 times, the last time because the s")
          .hasMessageContaining("answered 503");
    }
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void retryAfter_isObeyed(Kind kind) throws Exception {
    server.enqueue(answer(429, "x").addHeader("Retry-After", "1").build());
    server.enqueue(GOOD);
    long start = System.nanoTime();
    try (ObjectStore store = open(kind)) {
      store.read(OBJECT, 10, 5);
    }
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(990));
  }

  @ParameterizedTest
  @EnumSource
  void brokenConnections_areTriedAgain(Kind kind) throws Exception {
    try (ObjectStore store = open(kind)) {
      server.enqueue(
          range(10, 14, "hell")
              .setHeader("Content-Length", "5")
              .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
              .build());
      server.enqueue(GOOD);
      assertThat(store.read(OBJECT, 10, 5)).isEqualTo(ByteBuffer.wrap(bytes("hello")));

      server.enqueue(range(10, 14, "hello").onResponseBody(new SocketEffect.CloseSocket()).build());
      server.enqueue(GOOD);
      assertThat(store.read(OBJECT, 10, 5)).isEqualTo(ByteBuffer.wrap(bytes("hello")));
    }
    assertThat(server.getRequestCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource
  void shortBodyThatStaysShort_isUnavailable(Kind kind) throws Exception {
    server.enqueue(range(10, 14, "hell").build());
    server.enqueue(range(10, 14, "hell").build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.UNAVAILABLE, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining("ended after 4 of 5 bytes");
    }
  }

  @ParameterizedTest
  @EnumSource
  void longBody_isRefused(Kind kind) throws Exception {
    server.enqueue(range(10, 14, "hello world").build());
    server.enqueue(range(10, 14, "").chunkedBody("hello world", 3).build());
    try (ObjectStore store = open(kind)) {
      for (int i = 0; i < 2; i++) {
        assertFails(Reason.PROTOCOL, () -> store.read(OBJECT, 10, 5))
            .hasMessageContaining("more than the 5 bytes asked for");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void wholeObjectInsteadOfTheRange_isRefusedUnread(Kind kind) throws Exception {
    server.enqueue(answer(200, "x".repeat(3_000_000)).build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.PROTOCOL, () -> store.read(OBJECT, 0, 100))
          .hasMessageContaining("the whole object (200) where bytes 0-99 were asked for (206)")
          .hasMessageContaining("serves byte ranges");
    }
  }

  static Stream<Arguments> wrongRanges() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of("bytes 11-15/100", "bytes 10-15/100", "bytes 10-14/99", "10-14", "none")
                    .map(range -> Arguments.of(kind, range)));
  }

  @ParameterizedTest
  @MethodSource("wrongRanges")
  void wrongContentRange_isRefused(Kind kind, String range) throws Exception {
    MockResponse.Builder answer = range(10, 14, "hello");
    server.enqueue(
        range.equals("none")
            ? answer.removeHeader("Content-Range").build()
            : answer.setHeader("Content-Range", range).build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.PROTOCOL, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining(
              "answered Content-Range "
                  + (range.equals("none") ? "(none)" : range)
                  + " where bytes 10-14/100 was expected");
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherEtag_thoughIfMatchWasIgnored_isSeen(Kind kind) throws Exception {
    server.enqueue(range(10, 14, "hello").setHeader("ETag", "\"other\"").build());
    server.enqueue(range(10, 14, "hello").setHeader("ETag", "W/\"tag\"").build());
    server.enqueue(range(10, 14, "hello").removeHeader("ETag").build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.CHANGED, () -> store.read(OBJECT, 10, 5));
      assertThat(store.read(OBJECT, 10, 5).remaining()).isEqualTo(5);
      assertThat(store.read(OBJECT, 10, 5).remaining()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void compressedAgainstOurWish_isRefused(Kind kind) throws Exception {
    server.enqueue(range(10, 14, "hello").addHeader("Content-Encoding", "gzip").build());
    try (ObjectStore store = open(kind)) {
      assertFails(Reason.PROTOCOL, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining("encoded as gzip")
          .hasMessageContaining("Switch compression off");
    }
  }

  @ParameterizedTest
  @EnumSource
  void silence_endsWithTheTimeout(Kind kind) throws Exception {
    server.enqueue(GOOD.newBuilder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    server.enqueue(GOOD.newBuilder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    try (ObjectStore store = open(kind, Duration.ofMillis(200))) {
      assertFails(Reason.UNAVAILABLE, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining("no answer came within 200 ms");
    }
  }

  @ParameterizedTest
  @EnumSource
  void trickle_endsWithTheTimeout(Kind kind) throws Exception {
    MockResponse slow = range(10, 14, "hello").throttleBody(1, 150, TimeUnit.MILLISECONDS).build();
    server.enqueue(slow);
    server.enqueue(slow);
    try (ObjectStore store = open(kind, Duration.ofMillis(300))) {
      assertFails(Reason.UNAVAILABLE, () -> store.read(OBJECT, 10, 5))
          .hasMessageContaining("no answer came within 300 ms");
    }
  }

  @ParameterizedTest
  @EnumSource
  void interrupt_endsARequestUnderWay(Kind kind) throws Exception {
    server.enqueue(GOOD.newBuilder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (ObjectStore store = open(kind)) {
      Thread reader =
          new Thread(
              () -> {
                try {
                  store.read(OBJECT, 10, 5);
                } catch (Throwable e) {
                  thrown.set(Thread.currentThread().isInterrupted() ? e : null);
                }
              });
      reader.start();
      server.takeRequest(10, TimeUnit.SECONDS);
      reader.interrupt();
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !reader.isAlive());
    }
    assertThat(thrown.get())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessageContaining("reading events/a b.sqlite was interrupted");
  }

  @ParameterizedTest
  @EnumSource
  void close_endsARequestUnderWay(Kind kind) throws Exception {
    server.enqueue(GOOD.newBuilder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    ObjectStore store = open(kind);
    Thread reader =
        new Thread(
            () -> {
              try {
                store.read(OBJECT, 10, 5);
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    reader.start();
    server.takeRequest(10, TimeUnit.SECONDS);
    store.close();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !reader.isAlive());
    assertThat(thrown.get()).isInstanceOf(StoreException.class);
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
