package io.tsdb.archive.store;

import static io.tsdb.archive.store.ListingContract.assertFails;
import static io.tsdb.archive.store.ListingContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.store.StoreException.Reason;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an http archive does beside reading ranges, for which see {@link RemoteFaultsTest}. */
class HttpStoreTest {

  private MockWebServer server;
  private HttpStore store;

  @BeforeEach
  void start() throws Exception {
    server = new MockWebServer();
    server.start();
    store = open(Optional.empty());
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private HttpStore open(Optional<String> token) throws StoreException {
    ArchiveUrl url = ArchiveUrl.parse("http://127.0.0.1:" + server.getPort() + "/base/");
    return (HttpStore) ObjectStores.open(url, StoreOptions.DEFAULT.withToken(token));
  }

  private void answer(int code, String body) {
    server.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  @Test
  void readAll_ofAKeyOfAnyText() throws Exception {
    answer(200, "hello");

    assertThat(store.readAll("a+b/100%/ü ?#.json", 5)).isEqualTo(bytes("hello"));

    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/base/archive/a%2Bb/100%25/%C3%BC%20%3F%23.json");
    assertThat(request.getHeaders().get("Authorization")).isNull();
  }

  @Test
  void readAll_ofMoreThanTheLimit_fails() {
    answer(200, "hello");
    server.enqueue(new MockResponse.Builder().chunkedBody("hello", 2).build());

    for (int i = 0; i < 2; i++) {
      assertFails(Reason.PROTOCOL, () -> store.readAll("a.json", 4))
          .hasMessageContaining("reading a.json failed: expected at most 4 bytes, found more");
    }
  }

  @Test
  void call_ofTheServersApi() throws Exception {
    answer(200, "{}");

    assertThat(store.call("/api/segments?live=true&start=1", 10)).isEqualTo(bytes("{}"));
    assertThat(server.takeRequest().getTarget()).isEqualTo("/base/api/segments?live=true&start=1");
  }

  @Test
  void missingToken_isAskedFor() {
    answer(401, "");

    assertFails(Reason.DENIED, () -> store.readAll("a.json", 4))
        .hasMessageContaining("No token is given; pass one with the role read");
  }

  @Test
  void redirect_isNamedWithoutItsSecrets() {
    server.enqueue(
        new MockResponse.Builder()
            .code(302)
            .setHeader("Location", "https://user:0KEY@other/login?token=0KEY")
            .build());

    assertFails(Reason.CONFIGURATION, () -> store.readAll("a.json", 4))
        .hasMessageContaining(
            "Give the URL of the server itself: https://***@other/login?token=***")
        .hasMessageNotContaining("0KEY");
  }

  @Test
  void otherServer_isSaidToBeNone() {
    answer(404, "<html>Not here</html>");

    assertFails(Reason.NOT_FOUND, () -> store.call("/api/segments", 100))
        .hasMessageContaining("there is no /api/segments, the server answered 404")
        .hasMessageContaining("Check that the URL is that of a tsdb ingest server");
  }

  @Test
  void tokenThatCannotStandInAHeader_isRefused_andNotShown() {
    assertThatThrownBy(() -> open(Optional.of("0KEY\n")))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION))
        .hasMessageContaining("visible ASCII characters")
        .hasMessageNotContaining("0KEY");
  }

  @Test
  void writingAndListing_areUnsupported() {
    Content content = Content.of(bytes("1"));

    assertFails(Reason.UNSUPPORTED, () -> store.create("a", content))
        .hasMessageContaining(store.location() + ": creating a is not supported")
        .hasMessageContaining("Use the file: or s3: URL of the server's archive");
    assertFails(Reason.UNSUPPORTED, () -> store.replace("a", content));
    assertFails(Reason.UNSUPPORTED, () -> store.delete("a"));
    assertFails(Reason.UNSUPPORTED, () -> store.list("", "", ListDepth.TREE));
    assertThat(server.getRequestCount()).isZero();
  }
}
