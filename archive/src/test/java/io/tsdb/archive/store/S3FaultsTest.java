package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only S3 can answer wrongly: refusals that mean different things, lost answers, listings. */
class S3FaultsTest {

  private static final String MD5_OF_HELLO = "\"5d41402abc4b2a76b9719d911017c592\"";

  private MockWebServer server;
  private ObjectStore store;

  @BeforeEach
  void start() throws Exception {
    server = new MockWebServer();
    server.start();
    store =
        ObjectStores.open(
            ArchiveUrl.parse("s3://bucket/p?endpoint=http://127.0.0.1:" + server.getPort()),
            StoreOptions.DEFAULT
                .withKeys("AKIA0KEY", "secret0KEY")
                .withPatience(Duration.ofSeconds(5), Duration.ofSeconds(20), 3));
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private void answer(int status, String code, String... headers) {
    MockResponse.Builder answer = new MockResponse.Builder().code(status);
    if (!code.isEmpty()) {
      answer.body("<Error><Code>" + code + "</Code><Message>no</Message></Error>");
    }
    for (int i = 0; i < headers.length; i += 2) {
      answer.setHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(answer.build());
  }

  private StoredObject create() throws IOException {
    return store.create("a.sqlite", Content.of(bytes("hello")));
  }

  private List<String> requests() throws InterruptedException {
    List<String> requests = new ArrayList<>();
    while (requests.size() < server.getRequestCount()) {
      RecordedRequest request = server.takeRequest();
      requests.add(request.getMethod() + " " + request.getTarget());
    }
    return requests;
  }

  @Test
  void create_isOneConditionalPut_withItsChecksum() throws Exception {
    answer(200, "", "ETag", MD5_OF_HELLO);

    assertThat(create()).isEqualTo(new StoredObject("a.sqlite", 5, MD5_OF_HELLO));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getRequestLine()).isEqualTo("PUT /bucket/p/a.sqlite HTTP/1.1");
    assertThat(request.getHeaders().get("If-None-Match")).isEqualTo("*");
    assertThat(request.getHeaders().get("Content-MD5")).isEqualTo("XUFAKrxLKna5cZ2REBfFkg==");
    assertThat(request.getHeaders().get("Content-Length")).isEqualTo("5");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/vnd.sqlite3");
    assertThat(request.getHeaders().get("Expect")).isNull();
    assertThat(request.getHeaders().names()).noneMatch(name -> name.contains("checksum"));
    assertThat(request.getBody().utf8()).isEqualTo("hello");
  }

  @Test
  void refusedFor412_byTheSameBytes_succeeds() throws Exception {
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", MD5_OF_HELLO, "Content-Length", "5");

    assertThat(create()).isEqualTo(new StoredObject("a.sqlite", 5, MD5_OF_HELLO));
    assertThat(requests()).containsExactly("PUT /bucket/p/a.sqlite", "HEAD /bucket/p/a.sqlite");
  }

  @Test
  void refusedFor412_byTheSameBytes_whoseEtagIsNoMd5_succeeds() throws Exception {
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", "\"of-two-parts-2\"", "Content-Length", "5");
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .addHeader("Content-Range", "bytes 0-4/5")
            .addHeader("ETag", "\"of-two-parts-2\"")
            .body("hello")
            .build());

    assertThat(create()).isEqualTo(new StoredObject("a.sqlite", 5, "\"of-two-parts-2\""));
  }

  @Test
  void refusedFor412_byOtherBytesOfTheSameSize_fails() throws Exception {
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", "\"other\"", "Content-Length", "5");
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .addHeader("Content-Range", "bytes 0-4/5")
            .addHeader("ETag", "\"other\"")
            .body("hellO")
            .build());

    assertFails(Reason.EXISTS, this::create)
        .hasMessageContaining("creating a.sqlite failed: an object of 5 bytes with other content");
  }

  @Test
  void refusedFor412_byOtherBytesOfOtherSize_fails() throws Exception {
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", "\"other\"", "Content-Length", "6");

    assertFails(Reason.EXISTS, this::create).hasMessageContaining("an object of 6 bytes");
    assertThat(requests()).hasSize(2);
  }

  @Test
  void refusedFor412_byAnObjectDeletedSince_isTriedAgain() throws Exception {
    answer(412, "PreconditionFailed");
    answer(404, "");
    answer(200, "", "ETag", MD5_OF_HELLO);

    assertThat(create().etag()).isEqualTo(MD5_OF_HELLO);
  }

  @Test
  void refusedFor409_byAnotherWriterAtIt_isTriedAgain_untilItIsKnownWhoWon() throws Exception {
    answer(409, "ConditionalRequestConflict");
    answer(404, "");
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", "\"other\"", "Content-Length", "6");

    assertFails(Reason.EXISTS, this::create);
    assertThat(requests()).hasSize(4);
  }

  @Test
  void refusedFor409_thatStays_isUnavailable_notExists() {
    for (int i = 0; i < 3; i++) {
      answer(409, "ConditionalRequestConflict");
      answer(404, "");
    }

    assertFails(Reason.UNAVAILABLE, this::create)
        .hasMessageContaining("failed 3 times")
        .hasMessageContaining("answered 409, yet there is no such object");
  }

  @Test
  void refusedFor409_whereTheStoreMeansThatItExists_fails() {
    answer(409, "ResourceAlreadyExists");
    answer(200, "", "ETag", "\"other\"", "Content-Length", "6");

    assertFails(Reason.EXISTS, this::create);
  }

  @Test
  void answerLost_afterTheObjectWasCreated_succeeds() throws Exception {
    server.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
    answer(412, "PreconditionFailed");
    answer(200, "", "ETag", MD5_OF_HELLO, "Content-Length", "5");

    assertThat(create().etag()).isEqualTo(MD5_OF_HELLO);
  }

  @Test
  void damagedOnTheWay_isTriedAgain() throws Exception {
    answer(400, "BadDigest");
    answer(200, "", "ETag", MD5_OF_HELLO);

    assertThat(create().etag()).isEqualTo(MD5_OF_HELLO);
  }

  @Test
  void wrongClock_isSetByTheStores() throws Exception {
    Instant there = Instant.now().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atZone(ZoneId.of("GMT")));
    answer(403, "RequestTimeTooSkewed", "Date", date);
    answer(200, "", "ETag", MD5_OF_HELLO);

    assertThat(create().etag()).isEqualTo(MD5_OF_HELLO);

    server.takeRequest();
    assertThat(timeOf(server.takeRequest()))
        .isBetween(there.minusSeconds(60), there.plusSeconds(60));
  }

  @Test
  void wrongClock_ofARead_isSetByTheStores() throws Exception {
    Instant there = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atZone(ZoneId.of("GMT")));
    answer(403, "RequestTimeTooSkewed", "Date", date);
    answer(403, "RequestTimeTooSkewed", "Date", "yesterday");
    server.enqueue(
        new MockResponse.Builder()
            .code(206)
            .addHeader("Content-Range", "bytes 0-4/5")
            .body("hello")
            .build());

    assertThat(store.read(new StoredObject("a", 5, "x"), 0, 5).remaining()).isEqualTo(5);

    server.takeRequest();
    assertThat(timeOf(server.takeRequest()))
        .isBetween(there.minusSeconds(60), there.plusSeconds(60));
    assertThat(timeOf(server.takeRequest())).isAfter(there.plusSeconds(3600));
  }

  private static Instant timeOf(RecordedRequest request) {
    return DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX")
        .parse(request.getHeaders().get("X-Amz-Date"), Instant::from);
  }

  @Test
  void storeWithoutConditions_isUnsupported() {
    answer(501, "NotImplemented");

    assertFails(Reason.UNSUPPORTED, this::create)
        .hasMessageContaining("must know conditional requests");
  }

  @Test
  void answerWithoutAnEtag_isRefused() {
    answer(200, "");

    assertFails(Reason.PROTOCOL, this::create)
        .hasMessageContaining("creating a.sqlite failed: the store answered without ETag");
  }

  @Test
  void wrongRegion_namesTheRightOne() {
    answer(301, "PermanentRedirect", "x-amz-bucket-region", "eu-west-1");

    assertFails(Reason.CONFIGURATION, this::create)
        .hasMessageContaining("bucket is not in the region us-east-1 but in eu-west-1")
        .hasMessageContaining("?region=eu-west-1");
  }

  @Test
  void reasonsToDeny_areToldApart() {
    answer(403, "InvalidAccessKeyId");
    answer(403, "SignatureDoesNotMatch");
    answer(403, "AccessDenied");
    answer(400, "ExpiredToken");

    assertFails(Reason.DENIED, this::create)
        .hasMessageContaining("the store does not know the access key id");
    assertFails(Reason.DENIED, this::create)
        .hasMessageContaining("the secret access key does not belong to the access key id");
    assertFails(Reason.DENIED, this::create)
        .hasMessageContaining("may read, list and, for a server, write the bucket bucket");
    assertFails(Reason.DENIED, this::create).hasMessageContaining("get new temporary credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Welcome</html>",
        "<ListBucketResult/>",
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>p/a</Key><ETag>x</ETag></Contents></ListBucketResult>",
        "<ListBucketResult><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>q/a</Key><Size>1</Size><ETag>x</ETag></Contents></ListBucketResult>"
      })
  void listing_thatIsNone_isRefused(String body) {
    server.enqueue(new MockResponse.Builder().body(body).build());

    assertFails(Reason.PROTOCOL, () -> store.list("", "", ListDepth.TREE))
        .hasMessageContaining(store.location() + ": listing its keys failed: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Welcome", "<html><br></html>", "{}"})
  void listing_thatIsNoXml_isRefused(String body) {
    server.enqueue(new MockResponse.Builder().body(body).build());

    assertFails(Reason.PROTOCOL, () -> store.list("", "", ListDepth.TREE))
        .hasMessageContaining(store.location() + ": listing its keys failed: ")
        .hasMessageContaining("Check that http://127.0.0.1:" + server.getPort());
  }

  @Test
  void objectListedWithoutAnEtag_isNotRead() throws Exception {
    String page =
        "<ListBucketResult><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>p/a</Key><Size>1</Size></Contents></ListBucketResult>";
    server.enqueue(new MockResponse.Builder().body(page).build());

    StoredObject listed = store.list("", "", ListDepth.TREE).objects().get(0);

    assertFails(Reason.PROTOCOL, () -> store.read(listed, 0, 1))
        .hasMessageContaining("reading a failed: the store lists it without an ETag");
  }

  @Test
  void listing_thatDoesNotGetOn_isRefused() {
    String page =
        "<ListBucketResult><IsTruncated>true</IsTruncated>"
            + "<Contents><Key>p/a</Key><Size>1</Size><ETag>x</ETag></Contents></ListBucketResult>";
    server.enqueue(new MockResponse.Builder().body(page).build());

    assertFails(Reason.PROTOCOL, () -> store.list("", "a", ListDepth.TREE))
        .hasMessageContaining("there is more after 'a', but not what");
  }
}
