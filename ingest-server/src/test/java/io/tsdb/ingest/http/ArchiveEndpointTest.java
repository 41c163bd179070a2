package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveEndpointTest {

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private JsonNode onlySegment(String parameters) throws Exception {
    JsonNode segments = TestServer.json(server.get("/api/segments" + parameters)).get("segments");
    assertThat(segments).hasSize(1);
    return segments.get(0);
  }

  private JsonNode sealed() throws Exception {
    server.put("{\"timestamp\":\"2023-01-08T19:12:42.254Z\",\"sensor\":\"a\",\"value\":1.5}");
    assertThat(server.send("POST", "/api/admin/seal", "").statusCode()).isEqualTo(200);
    return onlySegment("");
  }

  @Test
  void seal_answersWhatBecameReadable() throws Exception {
    server.put("{\"timestamp\":1}\n{\"timestamp\":2}");
    JsonNode report = TestServer.json(server.send("POST", "/api/admin/seal", ""));

    assertThat(report.get("rows").asInt()).isEqualTo(2);
    assertThat(report.get("segments")).hasSize(1);
    assertThat(report.at("/segments/0").asText()).isEqualTo(onlySegment("").get("key").asText());
    JsonNode again = TestServer.json(server.send("POST", "/api/admin/seal", ""));
    assertThat(again.get("rows").asInt()).isZero();
    assertThat(again.get("segments")).isEmpty();
  }

  @Test
  void segments_showWhatThereIs() throws Exception {
    JsonNode segment = sealed();

    assertThat(segment.get("key").asText())
        .startsWith("events/2023/01/08/2023-01-08T19-12-42.254Z_2023-01-08T19-12-42.254Z_w_");
    assertThat(segment.get("first").asText()).isEqualTo("2023-01-08T19:12:42.254Z");
    assertThat(segment.get("last").asText()).isEqualTo("2023-01-08T19:12:42.254Z");
    assertThat(segment.get("rows").asInt()).isEqualTo(1);
    assertThat(segment.get("writer").asText()).isEqualTo("w");
    assertThat(segment.get("url").asText()).isEqualTo("/archive/" + segment.get("key").asText());
    Path file = folder.resolve("archive").resolve(segment.get("key").asText());
    assertThat(segment.get("bytes").asLong()).isEqualTo(Files.size(file));
    assertThat(TestServer.json(server.get("/api/segments")).get("labelKeys"))
        .extracting(JsonNode::asText)
        .containsExactly("sensor");
  }

  @Test
  void segments_showLiveOnesWhenAsked() throws Exception {
    server.put("{\"timestamp\":5,\"sensor\":\"a\"}");

    assertThat(TestServer.json(server.get("/api/segments")).get("segments")).isEmpty();
    JsonNode live = onlySegment("?live=true");
    assertThat(live.get("key").asText()).startsWith("live/");
    HttpResponse<byte[]> bytes = server.bytes("GET", live.get("url").asText());
    assertThat(bytes.statusCode()).isEqualTo(200);
    assertThat(bytes.body()).hasSize(live.get("bytes").asInt());
    assertThat(new String(bytes.body(), 0, 15, StandardCharsets.US_ASCII))
        .isEqualTo("SQLite format 3");
  }

  @Test
  void segments_ofARange() throws Exception {
    sealed();

    assertThat(segments("?start=2023-01-08&end=2023-01-08")).hasSize(1);
    assertThat(segments("?start=1673205162254&end=1673205162255")).hasSize(1);
    assertThat(segments("?start=2023-01-09")).isEmpty();
    assertThat(segments("?end=2023-01-07")).isEmpty();
    assertThat(segments("?end=2023-01-08T00:00:00Z")).isEmpty();
    assertThat(segments("?live=true&start=0&end=0")).isEmpty();
    assertThat(
            TestServer.json(server.get("/api/segments?live=true&start=0&end=0")).get("labelKeys"))
        .hasSize(1);
  }

  private JsonNode segments(String parameters) throws Exception {
    return TestServer.json(server.get("/api/segments" + parameters)).get("segments");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?start=x",
        "?end=2023-02-30",
        "?live=maybe",
        "?limit=5",
        "?start=1&start=2",
        "?start=5&end=4"
      })
  void segments_refuseWhatTheyDoNotKnow(String parameters) throws Exception {
    HttpResponse<String> response = server.get("/api/segments" + parameters);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(response).get("detail").asText()).contains("Expected");
  }

  @Test
  void whole_isTheFile() throws Exception {
    JsonNode segment = sealed();
    byte[] file =
        Files.readAllBytes(folder.resolve("archive").resolve(segment.get("key").asText()));
    HttpResponse<byte[]> response = server.bytes("GET", segment.get("url").asText());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(file);
    assertThat(response.headers().firstValue("ETag")).contains(segment.get("etag").asText());
    assertThat(response.headers().firstValue("Accept-Ranges")).contains("bytes");
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(file.length);
    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    HttpResponse<byte[]> head = server.bytes("HEAD", segment.get("url").asText());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(file.length);
    assertThat(head.headers().firstValue("ETag")).contains(segment.get("etag").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-15, 0, 16",
    "bytes=100-, 100, -1",
    "bytes=-10, -10, -1",
    "bytes=5-999999999, 5, -1"
  })
  void range_isAPart(String range, int first, int length) throws Exception {
    JsonNode segment = sealed();
    byte[] file =
        Files.readAllBytes(folder.resolve("archive").resolve(segment.get("key").asText()));
    int from = first < 0 ? file.length + first : first;
    int to = length < 0 ? file.length : from + length;
    HttpResponse<byte[]> response =
        server.bytes("GET", segment.get("url").asText(), "Range", range);

    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(file, from, to));
    assertThat(response.headers().firstValue("Content-Range"))
        .contains("bytes " + from + "-" + (to - 1) + "/" + file.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=999999999-", "bytes=999999999-9999999999", "bytes=-0"})
  void range_outside(String range) throws Exception {
    JsonNode segment = sealed();
    HttpResponse<byte[]> response =
        server.bytes("GET", segment.get("url").asText(), "Range", range);

    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(response.headers().firstValue("Content-Range"))
        .contains("bytes */" + segment.get("bytes").asLong());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-4",
        "bytes=a-b",
        "items=0-5",
        "bytes=0-1,5-9",
        "bytes=-",
        "bytes=99999999999999999999-"
      })
  void range_notUnderstoodIsIgnored(String range) throws Exception {
    JsonNode segment = sealed();

    assertThat(server.bytes("GET", segment.get("url").asText(), "Range", range).statusCode())
        .isEqualTo(200);
  }

  @Test
  void conditions() throws Exception {
    JsonNode segment = sealed();
    String path = segment.get("url").asText();
    String etag = segment.get("etag").asText();

    assertThat(server.bytes("GET", path, "If-Match", etag).statusCode()).isEqualTo(200);
    assertThat(server.bytes("GET", path, "If-Match", "\"x\", " + etag).statusCode()).isEqualTo(200);
    assertThat(server.bytes("GET", path, "If-Match", "*").statusCode()).isEqualTo(200);
    assertThat(server.bytes("GET", path, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    HttpResponse<byte[]> notModified = server.bytes("GET", path, "If-None-Match", etag);
    assertThat(notModified.statusCode()).isEqualTo(304);
    assertThat(notModified.body()).isEmpty();
    assertThat(server.bytes("GET", path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
    assertThat(server.bytes("GET", path, "Range", "bytes=0-1", "If-Range", etag).statusCode())
        .isEqualTo(206);
    assertThat(server.bytes("GET", path, "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void segment_thatIsDeletedOrReplaced() throws Exception {
    JsonNode segment = sealed();
    String path = segment.get("url").asText();
    Path file = folder.resolve("archive").resolve(segment.get("key").asText());
    assertThat(server.bytes("GET", path).statusCode()).isEqualTo(200);

    Files.delete(file);
    assertThat(server.bytes("GET", path).statusCode()).isEqualTo(404);

    Files.writeString(file, "other");
    HttpResponse<byte[]> other = server.bytes("GET", path);
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).isEqualTo("other".getBytes(StandardCharsets.US_ASCII));
    assertThat(server.bytes("GET", path, "If-Match", segment.get("etag").asText()).statusCode())
        .isEqualTo(412);
  }

  /** As when an archive's folder is copied away and back: its files have other ETags then. */
  @Test
  void segment_thatGotANewETag_isReadByIt() throws Exception {
    JsonNode segment = sealed();
    String path = segment.get("url").asText();
    Path file = folder.resolve("archive").resolve(segment.get("key").asText());
    assertThat(server.bytes("GET", path).statusCode()).isEqualTo(200);

    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    String etag = onlySegment("").get("etag").asText();
    assertThat(etag).isNotEqualTo(segment.get("etag").asText());
    HttpResponse<byte[]> part = server.bytes("GET", path, "If-Match", etag, "Range", "bytes=0-15");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).asString().startsWith("SQLite format 3");

    Files.delete(file);
    assertThat(server.bytes("HEAD", path).statusCode()).isEqualTo(404);
  }

  @Test
  void referenceData_isListedAndSent() throws Exception {
    Path tables = Files.createDirectories(folder.resolve("archive/tables/below"));
    Files.writeString(tables.resolveSibling("rooms.csv"), "room,floor\nx,1\n");
    Files.writeString(tables.resolve("secret.csv"), "x");

    JsonNode listed = TestServer.json(server.get("/api/segments")).get("tables");

    assertThat(listed).hasSize(1);
    assertThat(listed.at("/0/key").asText()).isEqualTo("tables/rooms.csv");
    assertThat(listed.at("/0/bytes").asInt()).isEqualTo(15);
    HttpResponse<byte[]> file = server.bytes("GET", "/archive/tables/rooms.csv");
    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.body()).asString(StandardCharsets.UTF_8).isEqualTo("room,floor\nx,1\n");
    assertThat(server.bytes("GET", "/archive/tables/below/secret.csv").statusCode()).isEqualTo(404);
    assertThat(server.bytes("GET", "/archive/tables/").statusCode()).isEqualTo(404);
    Files.writeString(tables.resolveSibling("rooms.csv"), "room,floor\nx,1\ny,2\n");
    assertThat(server.bytes("GET", "/archive/tables/rooms.csv").body()).hasSize(19);
  }

  @Test
  void keys_thatAreNoSegments() throws Exception {
    sealed();
    Files.writeString(folder.resolve("archive/secret"), "x");
    Files.writeString(folder.resolve("archive/events/secret.sqlite"), "x");
    String name = "2023-01-08T19-12-42.254Z_2023-01-08T19-12-42.254Z_w_1-1_1_4096.sqlite";

    for (String key :
        List.of(
            "secret",
            "catalog/w.json",
            "events/secret.sqlite",
            "events/2023/01/08/" + name + "x",
            "events/2023/01/09/" + name,
            "events/2023/1/8/" + name,
            "live/" + name,
            "live/9-9/" + name,
            "live/../events/2023/01/08/" + name,
            "data/" + name,
            name)) {
      HttpResponse<byte[]> response = server.bytes("GET", "/archive/" + key);
      assertThat(response.statusCode()).as(key).isEqualTo(404);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
    }
  }
}
