package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.store.StoredObject;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCatalogTest {

  private static final String SEALED =
      "events/2023/01/08/2023-01-08T10-00-00.000Z_2023-01-08T11-00-00.000Z_a_1-1_123_4096.sqlite";
  private static final String LIVE =
      "live/2023-01-08T09-00-00.000Z_2023-01-08T12-00-00.000Z_a_2-2_4_4096.sqlite";

  private MockWebServer server;
  private HttpStore store;
  private Catalog catalog;

  @BeforeEach
  void start() throws Exception {
    server = new MockWebServer();
    server.start();
    store =
        new HttpStore(
            (ArchiveUrl.Http) ArchiveUrl.parse("http://127.0.0.1:" + server.getPort()),
            StoreOptions.DEFAULT);
    catalog = new ServerCatalog(store);
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private void answer(String body) {
    server.enqueue(new MockResponse.Builder().body(body).build());
  }

  private static String segment(String key, String etag) {
    return """
        {"key": "%s", "first": "2023-01-08T10:00:00Z", "last": "2023-01-08T11:00:00Z", "rows": 123,
         "bytes": 4096, "writer": "a", "url": "/archive/%s", "etag": "%s", "new": [1]}"""
        .formatted(key, key, etag);
  }

  @Test
  void segments_areThoseOfTheServersAnswer_inOrderOfTime() throws Exception {
    answer(
        "{\"segments\":["
            + segment(SEALED, "\\\"x\\\"")
            + ","
            + segment(LIVE, "y")
            + "],\"labelKeys\":[]}");

    List<Segment> segments = catalog.segments(new TimeRange(5, 1_700_000_000_000L));

    assertThat(server.takeRequest().getTarget())
        .isEqualTo("/api/segments?live=true&start=5&end=1700000000000");
    assertThat(segments)
        .containsExactly(
            new Segment(SegmentName.parse(LIVE), new StoredObject(LIVE, 4096, "y"), store),
            new Segment(SegmentName.parse(SEALED), new StoredObject(SEALED, 4096, "\"x\""), store));
  }

  @Test
  void segments_ofAllTime_haveNoBounds_andOnesOutsideAreLeftOut() throws Exception {
    String answer = "{\"segments\":[" + segment(SEALED, "x") + "],\"labelKeys\":[]}";
    answer(answer);
    answer(answer);

    assertThat(catalog.segments(TimeRange.ALL)).hasSize(1);
    assertThat(server.takeRequest().getTarget()).isEqualTo("/api/segments?live=true");
    assertThat(catalog.segments(new TimeRange(0, 1))).isEmpty();
    assertThat(catalog.segments(TimeRange.EMPTY)).isEmpty();
    assertThat(server.getRequestCount()).isEqualTo(2);
  }

  @Test
  void labelKeys_areAskedForWithoutSegments() throws Exception {
    answer("{\"segments\":[],\"labelKeys\":[\"b\",\"a\",\"b\"]}");

    assertThat(catalog.labelKeys()).containsExactly("a", "b");
    assertThat(server.takeRequest().getTarget()).isEqualTo("/api/segments?live=true&start=0&end=0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>Welcome</html>",
        "{}",
        "[]",
        "{\"segments\":{}}",
        "{\"segments\":[{}]}",
        "{\"segments\":[{\"key\":\"a.sqlite\",\"bytes\":1,\"etag\":\"x\"}]}",
        "{\"segments\":[{\"key\":\"a.sqlite\",\"bytes\":\"1\",\"etag\":\"x\"}]}",
        "{\"segments\":[null]}",
        "{\"segments\":[],\"labelKeys\":[]",
        "{\"segments\":[],\"labelKeys\":[]}{}",
        "{\"segments\":[{\"key\":\"a.sqlite\",\"bytes\":1,\"etag\":\"x\"}],\"labelKeys\":[]}",
        "{\"segments\":[{\"key\":\"a\",\"bytes\":-1,\"etag\":\"x\"}],\"labelKeys\":[]}",
        "{\"segments\":[{\"key\":\"a\",\"bytes\":1e3,\"etag\":\"x\"}],\"labelKeys\":[]}",
        "{\"segments\":[{\"key\":\"a\",\"bytes\":99999999999999999999,\"etag\":\"x\"}]}",
        "{\"segments\":[],\"labelKeys\":[],\"version\":99999999999}"
      })
  void otherAnswers_areRefused(String body) {
    answer(body);

    assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
        .hasMessageStartingWith(
            store.location() + ": expected the list of segments of a tsdb ingest server")
        .hasMessageContaining("Check that the URL is that of a tsdb ingest server");
  }

  @Test
  void labelKeyThatIsNoString_isRefused() {
    answer("{\"segments\":[],\"labelKeys\":[1]}");

    assertThatThrownBy(() -> catalog.labelKeys())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("found a label key 1");
  }

  @Test
  void serverOfAnotherKind_isSaidToBeNone() {
    server.enqueue(new MockResponse.Builder().code(404).body("not here").build());

    assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
        .hasMessageContaining("Check that the URL is that of a tsdb ingest server");
  }
}
