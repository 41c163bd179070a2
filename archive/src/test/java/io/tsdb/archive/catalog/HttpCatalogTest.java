package io.tsdb.archive.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.PlainWebServer;
import io.tsdb.archive.testing.PlainWebServer.Ability;
import io.tsdb.archive.testing.TestSegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An http URL that is either an ingest server's or that of a published folder. */
class HttpCatalogTest {

  private static final Duration TTL = Duration.ofSeconds(5);
  private static final String SEGMENT =
      "events/2023/01/08/2023-01-08T10-00-00.000Z_2023-01-08T11-00-00.000Z_a_1-1_123_4096.sqlite";

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final CatalogMemory memory = new CatalogMemory(nanos::get);
  private FileStore archive;
  private Segment segment;

  @BeforeEach
  void publish() throws IOException {
    archive = new FileStore(folder.resolve("a b/\u00e4"));
    segment = TestSegments.create(archive, folder, 3_000, 0, 0);
    new LabelCatalog(archive).write("writer", new TreeSet<>(List.of("host", "unit")));
    assertThat(IndexFile.write(archive)).isEqualTo(1);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  private static HttpStore open(String url) throws IOException {
    return new HttpStore((ArchiveUrl.Http) ArchiveUrl.parse(url), StoreOptions.DEFAULT);
  }

  private static String url(PlainWebServer web) {
    return web.url() + "/a%20b/%C3%A4";
  }

  private Catalog catalog(HttpStore store) {
    return new HttpCatalog(store, memory, TTL);
  }

  @ParameterizedTest
  @EnumSource(Ability.class)
  void publishedFolder_isReadByItsIndex_whateverETagsTheServerHas(Ability ability)
      throws IOException {
    try (PlainWebServer web = PlainWebServer.of(folder, ability);
        HttpStore store = open(url(web))) {
      Catalog catalog = catalog(store);
      List<Segment> found = catalog.segments(TimeRange.ALL);
      assertThat(found).extracting(Segment::object).containsExactly(segment.object());
      assertThat(catalog.labelKeys()).containsExactly("host", "unit");
      assertThat(catalog.segments(new TimeRange(0, 1))).isEmpty();
      assertThat(web.requests())
          .as("one request tells what the server is, and is the first listing")
          .containsExactly("GET /a%20b/%C3%A4/index.json?live=true");

      Segment first = found.get(0);
      for (int i = 0; i < 2; i++) {
        ByteBuffer bytes = first.store().read(first.object(), 100, 200);
        assertThat(bytes).isEqualTo(segment.store().read(segment.object(), 100, 200));
      }
      assertThat(first.store().readAll("catalog/writer.json", 1000))
          .isEqualTo(archive.readAll("catalog/writer.json", 1000));
    }
  }

  @Test
  void index_isAskedForAgain_afterItsTime_andNotSentIfItIsTheSame() throws IOException {
    try (PlainWebServer web = PlainWebServer.of(folder);
        HttpStore store = open(url(web))) {
      Catalog catalog = catalog(store);
      Listing before = read(catalog);
      nanos.addAndGet(TTL.toNanos());
      assertThat(catalog.segments(TimeRange.ALL).get(0)).isSameAs(before.segments().get(0));
      assertThat(web.requests()).hasSize(2);
      archive.delete(segment.object().key());
      IndexFile.write(archive);
      assertThat(catalog.segments(TimeRange.ALL)).hasSize(1);
      catalog.refresh();
      assertThat(catalog.segments(TimeRange.ALL)).isEmpty();
    }
  }

  @Test
  void index_namesReferenceData() throws IOException {
    byte[] rooms = "room\nx\n".getBytes(StandardCharsets.UTF_8);
    archive.replace("tables/rooms.csv", Content.of(rooms));
    archive.replace("tables/below/other.csv", Content.of(rooms));
    IndexFile.write(archive);
    try (PlainWebServer web = PlainWebServer.of(folder);
        HttpStore store = open(url(web))) {
      List<TableFile> tables = catalog(store).tables();
      assertThat(tables).extracting(TableFile::name).containsExactly("rooms.csv");
      StoredObject object = tables.get(0).object();
      assertThat(tables.get(0).store().read(object, 0, (int) object.size()))
          .isEqualTo(ByteBuffer.wrap(rooms));
    }
  }

  private Listing read(Catalog catalog) throws IOException {
    catalog.segments(TimeRange.ALL);
    return memory.index().orElseThrow().listing();
  }

  @Test
  void staleIndex_isNamedWithItsRemedy() throws IOException {
    try (PlainWebServer web = PlainWebServer.of(folder);
        HttpStore store = open(url(web))) {
      Segment found = catalog(store).segments(TimeRange.ALL).get(0);
      found.store().read(found.object(), 0, 100);
      Path file = folder.resolve("a b/\u00e4").resolve(found.object().key());
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, new byte[bytes.length + 1]);
      assertThatThrownBy(() -> found.store().read(found.object(), 0, 100))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED))
          .hasMessageContaining(found.object().key())
          .hasMessageContaining("Run the command index on the archive again");
      assertThatThrownBy(() -> found.store().read(found.object(), 0, 100))
          .as("by its size alone")
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CHANGED));
      Files.delete(file);
      assertThatThrownBy(() -> found.store().read(found.object(), 0, 100))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
          .hasMessageContaining("index.json names it")
          .hasMessageContaining("Run the command index on the archive again");
    }
  }

  @Test
  void serverWithoutRanges_isSaidToBeUnfit() throws IOException {
    Segment large = TestSegments.create(archive, folder, 200_000, 0, 0);
    archive.delete(segment.object().key());
    IndexFile.write(archive);
    try (PlainWebServer web = PlainWebServer.of(folder, Ability.NONE);
        HttpStore store = open(url(web))) {
      Segment found = catalog(store).segments(TimeRange.ALL).get(0);
      assertThat(found.object()).isEqualTo(large.object());
      assertThatThrownBy(() -> found.store().read(found.object(), 0, 4096))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
          .hasMessageContaining("needs a store or web server that serves byte ranges");
    }
  }

  @Test
  void neitherServerNorIndex_isSaidWithBothRemedies() throws IOException {
    try (PlainWebServer web = PlainWebServer.of(folder);
        HttpStore store = open(web.url().toString())) {
      Catalog catalog = catalog(store);
      assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND))
          .hasMessageContaining("expected an ingest server, or index.json of an archive")
          .hasMessageContaining("tsdb.jar index --archive URL");
    }
  }

  @Test
  void ingestServer_isToldByItsFirstAnswer_andAskedByItsApiFromThenOn() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.start();
      String answer =
          "{\"source\":\"server\",\"segments\":[{\"key\":\""
              + SEGMENT
              + "\",\"bytes\":8192,\"etag\":\"\\\"x\\\"\"}],\"labelKeys\":[\"k\"]}";
      for (int i = 0; i < 3; i++) {
        server.enqueue(new MockResponse.Builder().body(answer).build());
      }
      try (HttpStore store = open("http://127.0.0.1:" + server.getPort())) {
        Catalog catalog = catalog(store);
        assertThat(catalog.labelKeys()).containsExactly("k");
        assertThat(target(server)).isEqualTo("/index.json?live=true&start=0&end=0");
        for (int i = 0; i < 2; i++) {
          // never remembered: it has live events
          assertThat(catalog.segments(TimeRange.ALL).get(0).store()).isSameAs(store);
          assertThat(target(server)).isEqualTo("/api/segments?live=true");
        }
        server.enqueue(new MockResponse.Builder().code(404).build());
        assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
            .isInstanceOf(StoreException.class);
        target(server);
        server.enqueue(new MockResponse.Builder().body(index(SEGMENT, 8192)).build());
        assertThat(catalog.segments(TimeRange.ALL)).as("another server there now").hasSize(1);
        assertThat(target(server)).isEqualTo("/index.json?live=true");
      }
    }
  }

  private static String target(MockWebServer server) throws InterruptedException {
    return server.takeRequest(10, TimeUnit.SECONDS).getTarget();
  }

  private static String index(String key, long bytes) {
    return "{\"source\":\"index\",\"version\":1,\"segments\":[{\"key\":\""
        + key
        + "\",\"bytes\":"
        + bytes
        + ",\"etag\":\"x\"}],\"labelKeys\":[]}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000\u0001garbage",
        "[]",
        "{\"segments\":[],\"labelKeys\":[]}",
        "{\"source\":\"else\",\"version\":1,\"segments\":[],\"labelKeys\":[]}",
        "{\"source\":\"index\",\"version\":2,\"segments\":[],\"labelKeys\":[]}",
        "{\"source\":\"index\",\"version\":1,\"segments\":[],\"labelKeys\":[null]}",
        "{\"source\":\"index\",\"version\":1,\"segments\":[{\"key\":\"events/2023/",
      })
  void otherIndexes_areRefused(String body) throws Exception {
    assertRefused(body);
  }

  @Test
  void keysThatAreNoSegments_andSizesThatCannotBe_areRefused() throws Exception {
    assertRefused(index("events/2023/01/08/a.sqlite", 8192));
    assertRefused(index("catalog/a.json", 8192));
    assertRefused(index("../" + SEGMENT, 8192));
    assertRefused(index(SEGMENT.substring(SEGMENT.lastIndexOf('/') + 1), 8192));
    assertRefused(index(SEGMENT.replace("events/2023/01/08/", "events/2023/01/09/"), 8192));
    assertRefused(index(SEGMENT, 0));
    assertRefused(index(SEGMENT, -5));
    assertRefused(index(SEGMENT, 4095));
    assertRefused(
        index(SEGMENT, 8192)
            .replace("}],", "},{\"key\":\"" + SEGMENT + "\",\"bytes\":1,\"etag\":\"y\"}],"));
    assertRefused("[".repeat(100_000));
    assertRefused("{\"other\":" + "[".repeat(100_000));
  }

  @Test
  void indexLargerThanIsRead_isRefused() throws Exception {
    byte[] spaces = new byte[SegmentsJson.MOST_BYTES + 1];
    java.util.Arrays.fill(spaces, (byte) ' ');
    Path web = Files.createDirectory(folder.resolve("web"));
    Files.write(web.resolve("index.json"), spaces);
    try (PlainWebServer server = PlainWebServer.of(web);
        HttpStore store = open(server.url().toString())) {
      Catalog catalog = catalog(store);
      assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("expected at most " + SegmentsJson.MOST_BYTES + " bytes");
    }
  }

  private void assertRefused(String body) throws IOException {
    Path web = Files.createDirectories(folder.resolve("web"));
    Files.writeString(web.resolve("index.json"), body);
    try (PlainWebServer server = PlainWebServer.of(web);
        HttpStore store = open(server.url().toString())) {
      Catalog catalog = new HttpCatalog(store, new CatalogMemory(nanos::get), TTL);
      assertThatThrownBy(() -> catalog.segments(TimeRange.ALL))
          .as(body.substring(0, Math.min(100, body.length())))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL))
          .hasMessageStartingWith(server.url() + ": expected the list of segments")
          .hasMessageContaining("run the command index again");
    }
  }
}
