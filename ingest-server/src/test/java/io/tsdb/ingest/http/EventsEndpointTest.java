package io.tsdb.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsEndpointTest {

  private static final String EVENT =
      """
      {"timestamp": 1673205162254, "labels": {"product_name": "Terracotta Coffee Mug",
       "order_id": "123456"}, "value": "Someone really enjoyed their order."}""";

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(folder, ServerOptions.onPort(0).withBodyBytes(2_000_000));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"PUT", "POST"})
  void oneEvent_isAccepted(String method) throws Exception {
    HttpResponse<String> response = server.send(method, "/api/events", EVENT);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"accepted\":1}");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(server.rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=UTF-8",
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/vnd.example+json"
      })
  void bytesTellTheShape_whateverTheMediaType(String mediaType) throws Exception {
    String one = EVENT.replace("\n", " ");

    assertThat(server.put(one + "\n" + one + "\n", "Content-Type", mediaType).body())
        .isEqualTo("{\"accepted\":2}");
    assertThat(
            server.put("[" + one + "," + one + "," + one + "]", "Content-Type", mediaType).body())
        .isEqualTo("{\"accepted\":3}");
    assertThat(server.rows()).isEqualTo(5);
  }

  @Test
  void gzip_isUnpackedToItsLastMember() throws Exception {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip((EVENT.replace("\n", " ") + "\n").getBytes(UTF_8)));
    members.writeBytes(gzip(EVENT.getBytes(UTF_8)));

    assertThat(server.put(members.toByteArray(), "Content-Encoding", "gzip").body())
        .isEqualTo("{\"accepted\":2}");
    assertThat(server.rows()).isEqualTo(2);
  }

  @Test
  void zstd_isUnpackedToItsLastFrame() throws Exception {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(Zstd.compress((EVENT.replace("\n", " ") + "\n").getBytes(UTF_8)));
    frames.writeBytes(Zstd.compress(EVENT.getBytes(UTF_8)));

    assertThat(server.put(frames.toByteArray(), "Content-Encoding", "zstd").body())
        .isEqualTo("{\"accepted\":2}");
    frames.write(1);
    HttpResponse<String> garbage = server.put(frames.toByteArray(), "Content-Encoding", "zstd");
    assertThat(garbage.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(garbage).get("detail").asText())
        .startsWith("Expected a zstd body, as Content-Encoding says, but");
    assertThat(server.rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "  \n", "[ ]"})
  void nothing_isAccepted(String body) throws Exception {
    HttpResponse<String> response = server.put(body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"accepted\":0}");
    assertThat(server.rows()).isZero();
  }

  @Test
  void wrongEvents_areListedAndNothingIsStored() throws Exception {
    HttpResponse<String> response =
        server.put(
            """
            [{"timestamp": 1, "value": 1},
             {"timestamp": "soon"},
             {"timestamp": 3, "labels": {"a": {"b": 1}}},
             {"value": 4}]""");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = TestServer.json(response);
    assertThat(problem.get("title").asText()).isEqualTo("Invalid events");
    assertThat(problem.get("status").asInt()).isEqualTo(400);
    assertThat(problem.get("detail").asText())
        .startsWith("3 events are wrong, nothing was stored. Event 1 at /timestamp: Expected");
    assertThat(problem.get("errors")).hasSize(3);
    assertThat(problem.at("/errors/0/index").asInt()).isEqualTo(1);
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/timestamp");
    assertThat(problem.at("/errors/1/pointer").asText()).isEqualTo("/labels/a");
    assertThat(problem.at("/errors/2/index").asInt()).isEqualTo(3);
    assertThat(server.rows()).isZero();
  }

  @Test
  void wrongEvents_areListedUpToABound() throws Exception {
    JsonNode problem = TestServer.json(server.put("{\"value\":1}\n".repeat(5_000)));

    assertThat(problem.get("errors")).hasSize(EventIntake.LISTED_PROBLEMS);
    assertThat(problem.get("detail").asText()).startsWith("At least 100 events are wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "{",
        "{\"timestamp\": 1",
        "[{\"timestamp\": 1}",
        "{\"timestamp\": 1}\n{\"timestamp\": 2",
        "<events/>",
        "\u0000\u0001\u0002",
        "{\"a\":",
        "[[[[[[[[[["
      })
  void garbage_isRefusedAndNothingIsStored(String body) throws Exception {
    HttpResponse<String> response = server.put(body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(response).at("/errors/0/message").asText())
        .startsWith("Expected JSON");
    assertThat(response.body()).doesNotContain("Exception", "io.tsdb", "jackson");
    assertThat(server.rows()).isZero();
  }

  @Test
  void bytesThatAreNoUtf8_areRefused() throws Exception {
    HttpResponse<String> response =
        server.put("{\"timestamp\":1,\"value\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(response).at("/errors/0/message").asText()).contains("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "multipart/form-data; boundary=x", "text/csv"})
  void otherMediaTypes_areRefused(String mediaType) throws Exception {
    HttpResponse<String> response = server.put(EVENT, "Content-Type", mediaType);

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(TestServer.json(response).get("detail").asText())
        .contains("application/json", mediaType);
    assertThat(server.rows()).isZero();
  }

  @Test
  void otherCharsetsAndEncodings_areRefused() throws Exception {
    HttpResponse<String> charset =
        server.put(EVENT, "Content-Type", "application/json; charset=utf-16");
    HttpResponse<String> encoding = server.put(EVENT, "Content-Encoding", "br");

    assertThat(charset.statusCode()).isEqualTo(415);
    assertThat(TestServer.json(charset).get("detail").asText()).contains("charset=utf-16");
    assertThat(encoding.statusCode()).isEqualTo(415);
    assertThat(encoding.headers().firstValue("Accept-Encoding")).contains("gzip, zstd");
  }

  @Test
  void gzipThatIsNone_isRefused() throws Exception {
    byte[] packed = gzip(EVENT.getBytes(UTF_8));
    byte[] cut = Arrays.copyOf(packed, packed.length - 9);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.writeBytes(packed);
    more.writeBytes("more".getBytes(UTF_8));

    for (byte[] body : new byte[][] {EVENT.getBytes(UTF_8), cut, more.toByteArray()}) {
      HttpResponse<String> response = server.put(body, "Content-Encoding", "gzip");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(TestServer.json(response).get("detail").asText())
          .startsWith("Expected a gzip body");
    }
    assertThat(server.rows()).isZero();
  }

  @Test
  void bodies_areBoundedAsSentAndAsUnpacked() throws Exception {
    String event = "{\"timestamp\":1,\"value\":\"" + "x".repeat(60_000) + "\"}\n";
    byte[] large = event.repeat(40).getBytes(UTF_8);
    byte[] bomb = gzip(large);

    assertThat(bomb.length).isLessThan(100_000);
    for (HttpResponse<String> response :
        List.of(
            server.put(large),
            server.put(bomb, "Content-Encoding", "gzip"),
            server.put(Zstd.compress(large), "Content-Encoding", "zstd"))) {
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(TestServer.json(response).get("detail").asText()).contains("2000000 bytes");
    }
    assertThat(server.rows()).isZero();
  }

  @Test
  void chunkedBody_thatBreaksOff_storesNothing() throws Exception {
    server.raw(
        "PUT /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"timestamp\":1}\n\r\nzz\r\n");
    assertThat(server.rows()).isZero();

    String whole =
        server.raw(
            "PUT /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"timestamp\":1}\n\r\n0\r\n\r\n");
    assertThat(whole).startsWith("HTTP/1.1 200").contains("{\"accepted\":1}");
    assertThat(server.rows()).isEqualTo(1);
  }

  /** Only a 200 means stored, so a client that can still listen must not be sent one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"timestamp\":1}\n\r\nzz\r\n",
        "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"timestamp\":1}\n\r\n",
        "Content-Length: 100\r\n\r\n{\"timestamp\":1}\n"
      })
  void bodyThatBreaksOff_isNeverAnsweredAsStored(String headersAndBody) throws Exception {
    String answer =
        server.rawToEnd("PUT /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headersAndBody);
    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "Expected a whole body", "Connection: close");
    assertThat(server.rows()).isZero();
  }

  @Test
  void slowChunkedBodies_letOthersNotWait() throws Exception {
    String head =
        "PUT /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"timestamp\":1}\n\r\n";
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket(server.url().getHost(), server.url().getPort());
        slow.add(socket);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(server.raw(head + "0\r\n\r\n")).startsWith("HTTP/1.1 200");
      for (Socket socket : slow) {
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 200");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    assertThat(server.rows()).isEqualTo(5);
  }

  @Test
  void accepted_survivesARestart() throws Exception {
    server.put(EVENT);
    server.close();
    server = TestServer.start(folder);

    assertThat(server.rows()).isEqualTo(1);
  }

  @Test
  void logThatRefuses_saysWhy() throws Exception {
    server.closeLog();

    HttpResponse<String> response = server.put(EVENT);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(response.body()).contains("is closed: the server is shutting down", "incident");
  }

  @Test
  void metrics_countWhatWasAccepted() throws Exception {
    server.put(EVENT.replace("\n", " ").repeat(3));
    server.put("{}");

    assertThat(server.get("/metrics").body())
        .contains("tsdb_events_accepted_total 3.0")
        .contains("tsdb_events_refused_requests_total 1.0")
        .contains("route=\"/api/events\",status=\"200\"")
        .contains("route=\"/api/events\",status=\"400\"");
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
