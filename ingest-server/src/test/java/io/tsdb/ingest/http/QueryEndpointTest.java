package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryEndpointTest {

  private static final String ORDERS =
      """
      {"timestamp": "2022-03-01T10:00:00Z", "labels": {"product_name": "Mug", "order_id": "111"}, "value": "well done"}
      {"timestamp": "2022-12-31T23:59:59.999Z", "labels": {"product_name": "Cup", "order_id": "111"}, "value": "late"}
      {"timestamp": "2023-01-01T00:00:00Z", "labels": {"product_name": "Pot", "order_id": "111"}, "value": "next year"}
      {"timestamp": "2022-06-01T00:00:00Z", "labels": {"product_name": "Jar", "order_id": "112"}, "value": 7.25}
      """;

  @TempDir private Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server = TestServer.start(folder);
    assertThat(server.put(ORDERS).statusCode()).isEqualTo(200);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private HttpResponse<String> ask(String sql, String... headers) throws Exception {
    return server.send(
        "POST",
        "/api/events/query",
        new ObjectMapper().writeValueAsString(Map.of("query", sql)),
        headers);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"GET, false", "POST, false", "GET, true", "POST, true"})
  void exampleOfTheApi(String method, boolean sealed) throws Exception {
    if (sealed) {
      assertThat(server.send("POST", "/api/admin/seal", "").statusCode()).isEqualTo(200);
    }
    HttpResponse<String> response =
        server.send(
            method,
            "/api/events/query",
            """
            {"query": "SELECT payload->'product_name' FROM events WHERE events('order_id 111')",
             "range": {"start": "2022-01-01", "end": "2022-12-31"}}""");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode answer = TestServer.json(response);
    assertThat(answer.get("columns")).hasSize(1);
    assertThat(answer.at("/columns/0/type").asText()).isEqualTo("VARCHAR");
    assertThat(answer.get("rows")).hasSize(2);
    assertThat(answer.get("rows"))
        .extracting(row -> row.get(0).asText())
        .containsExactlyInAnyOrder("\"Mug\"", "\"Cup\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2022-01-01|2022-12-31|3",
        "2022-01-01|2022-12-31T00:00:00Z|2",
        "2022-03-01T10:00:00Z|2022-03-01T10:00:00Z|0",
        "2022-03-01T10:00:00Z|2022-03-01T10:00:00.001Z|1",
        "2022-03-01T11:00:00+01:00||4",
        "|2022-12-31T23:59:59.999Z|2",
        "1672531200000||1",
        "||4",
      })
  void range_narrowsTheEvents(String start, String end, int count) throws Exception {
    String parameters =
        "?query="
            + encoded("SELECT count(*) FROM events")
            + (start == null ? "" : "&start=" + encoded(start))
            + (end == null ? "" : "&end=" + encoded(end));

    assertThat(
            TestServer.json(server.get("/api/events/query" + parameters)).at("/rows/0/0").asInt())
        .isEqualTo(count);
  }

  @Test
  void values_areExact() throws Exception {
    JsonNode answer =
        TestServer.json(
            ask(
                "SELECT ts, value, text, CAST(NULL AS VARCHAR) AS nothing, count(*) OVER () AS n,"
                    + " value > 1 AS big FROM events WHERE value = 7.25"));

    assertThat(answer.get("columns").toString())
        .isEqualTo(
            "[{\"name\":\"ts\",\"type\":\"TIMESTAMP\"},{\"name\":\"value\",\"type\":\"DOUBLE\"},"
                + "{\"name\":\"text\",\"type\":\"VARCHAR\"},{\"name\":\"nothing\",\"type\":\"VARCHAR\"},"
                + "{\"name\":\"n\",\"type\":\"BIGINT\"},{\"name\":\"big\",\"type\":\"BOOLEAN\"}]");
    assertThat(answer.get("rows").toString())
        .isEqualTo("[[\"2022-06-01T00:00:00.000Z\",7.25,null,null,1,true]]");
  }

  @Test
  void format_csv() throws Exception {
    HttpResponse<String> response =
        ask(
            "SELECT ts, value, text, order_id FROM events WHERE order_id = '112' OR text = 'late'"
                + " ORDER BY ts",
            "Accept",
            "text/csv");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(response.body())
        .isEqualTo(
            "\"ts\",\"value\",\"text\",\"order_id\"\r\n"
                + "\"2022-06-01T00:00:00.000Z\",7.25,,\"112\"\r\n"
                + "\"2022-12-31T23:59:59.999Z\",,\"late\",\"111\"\r\n");
  }

  @Test
  void format_ndjson() throws Exception {
    String sql = "SELECT value, value, order_id FROM events WHERE order_id = '112'";
    HttpResponse<String> response =
        server.get("/api/events/query?format=ndjson&query=" + encoded(sql));

    assertThat(response.headers().firstValue("Content-Type")).contains("application/x-ndjson");
    assertThat(response.body())
        .isEqualTo("{\"value\":7.25,\"value_2\":7.25,\"order_id\":\"112\"}\n");
  }

  @Test
  void rows_none() throws Exception {
    assertThat(ask("SELECT ts FROM events WHERE value = 1000").body())
        .isEqualTo("{\"columns\":[{\"name\":\"ts\",\"type\":\"TIMESTAMP\"}],\"rows\":[]}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELEC 1|line 1, column 1",
        "SELECT * FROM event|event",
        "SELECT colour FROM events|colour",
        "SELECT * FROM events WHERE|line 1, column 26",
        "SELECT time_bucket('1 fortnight', ts) FROM events|fortnight",
        "INSERT INTO events (value) VALUES (1)|read",
        "DROP TABLE events|read",
        "SELECT * FROM events WHERE events('\"')|text",
      })
  void sql_thatIsWrong(String sql, String named) throws Exception {
    HttpResponse<String> response = ask(sql);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = TestServer.json(response);
    assertThat(problem.get("title").asText()).isEqualTo("Query refused");
    assertThat(problem.get("detail").asText().toLowerCase(Locale.ROOT))
        .contains(named.toLowerCase(Locale.ROOT))
        .doesNotContain("exception");
  }

  @Test
  void sql_problemsSayWhere() throws Exception {
    JsonNode problem = TestServer.json(ask("SELECT *\nFROM event"));

    assertThat(problem.get("line").asInt()).isEqualTo(2);
    assertThat(problem.get("column").asInt()).isEqualTo(6);
    assertThat(problem.get("sqlState").asText()).startsWith("42");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{",
        "[]",
        "null",
        "{}",
        "{\"query\": \"\"}",
        "{\"query\": 5}",
        "{\"query\": \"SELECT 1\", \"rang\": {}}",
        "{\"query\": \"SELECT 1\", \"range\": {\"from\": 1}}",
        "{\"query\": \"SELECT 1\", \"range\": 5}",
        "{\"query\": \"SELECT 1\", \"range\": {\"start\": \"soon\"}}",
        "{\"query\": \"SELECT 1\", \"range\": {\"start\": 1.5}}",
        "{\"query\": \"SELECT 1\", \"range\": {\"start\": 5, \"end\": 4}}",
        "{\"query\": \"SELECT 1\", \"format\": \"xml\"}",
        "{\"query\": \"SELECT 1\", \"query\": \"SELECT 2\"}",
        "{\"query\": \"SELECT 1\"} more",
      })
  void body_thatIsWrong(String body) throws Exception {
    HttpResponse<String> response = server.send("POST", "/api/events/query", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TestServer.json(response).get("detail").asText()).contains("Expected");
    assertThat(response.body()).doesNotContain("Exception", "jackson");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?start=1", "?query=SELECT+1&colour=x", "?query=SELECT+1&start=x"})
  void parameters_thatAreWrong(String parameters) throws Exception {
    assertThat(server.get("/api/events/query" + parameters).statusCode()).isEqualTo(400);
  }

  @Test
  void body_tooLarge() throws Exception {
    assertThat(ask("SELECT '" + "x".repeat(1_100_000) + "'").statusCode()).isEqualTo(413);
  }

  @Test
  void query_tooDeep() throws Exception {
    HttpResponse<String> response =
        ask("SELECT " + "(".repeat(100_000) + "1" + ")".repeat(100_000));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void accept_thatCannotBeMet() throws Exception {
    assertThat(ask("SELECT 1", "Accept", "image/png").statusCode()).isEqualTo(406);
    assertThat(ask("SELECT 1 AS x", "Accept", "text/csv;q=0.5, application/x-ndjson").body())
        .isEqualTo("{\"x\":1}\n");
    assertThat(ask("SELECT 1 AS x", "Accept", "image/png, */*").statusCode()).isEqualTo(200);
  }

  @Test
  void rows_many() throws Exception {
    StringBuilder events = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      events.append("{\"timestamp\":").append(i).append(",\"value\":").append(i).append("}\n");
    }
    assertThat(server.put(events.toString()).statusCode()).isEqualTo(200);

    assertThat(
            ask(
                    "SELECT value FROM events WHERE ts < TIMESTAMP '1971-01-01 00:00:00'",
                    "Accept",
                    "text/csv")
                .body()
                .lines())
        .hasSize(100_001)
        .endsWith("99999.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "csv", "ndjson"})
  void failureMidway_isNeverAWholeAnswer(String format) throws Exception {
    server.put(("{\"timestamp\":1000,\"value\":\"" + "x".repeat(1_000) + "\"}\n").repeat(500));
    server.send("POST", "/api/admin/seal", "");
    server.put("{\"timestamp\":\"2100-01-01\",\"value\":1}");
    server.send("POST", "/api/admin/seal", "");
    JsonNode last =
        TestServer.json(server.get("/api/segments?start=2099-01-01")).at("/segments/0/key");
    server.close();
    Path file = folder.resolve("archive").resolve(last.asText());
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 100, bytes.length, (byte) 0x55);
    Files.write(file, bytes);
    server = TestServer.start(folder);

    String path =
        "/api/events/query?format=" + format + "&query=" + encoded("SELECT ts, text FROM events");
    assertThatThrownBy(() -> server.get(path)).isInstanceOf(IOException.class);
    assertThat(server.get("/metrics").body()).contains("tsdb_queries_total{end=\"failed\"} 1.0");
  }

  @Test
  void failureBeforeTheFirstRow_isAProblem() throws Exception {
    server.send("POST", "/api/admin/seal", "");
    for (JsonNode segment : TestServer.json(server.get("/api/segments")).get("segments")) {
      Path file = folder.resolve("archive").resolve(segment.get("key").asText());
      byte[] bytes = Files.readAllBytes(file);
      Arrays.fill(bytes, (byte) 0x55);
      Files.write(file, bytes);
    }
    HttpResponse<String> response = ask("SELECT text FROM events");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(TestServer.json(response).get("detail").asText()).contains("events/2022/");
    assertThat(response.body()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void clientThatGoesAway_stopsItsQuery() throws Exception {
    server.put("{\"timestamp\":1,\"value\":1}\n".repeat(3_000));
    String sql =
        "SELECT sum(a.value * b.value * c.value) FROM events a, events b, events c"
            + " WHERE a.value + b.value + c.value > 5";
    try (Socket socket = new Socket(server.url().getHost(), server.url().getPort())) {
      String request =
          "GET /api/events/query?query=" + encoded(sql) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> server.get("/metrics").body().contains("tsdb_queries_running 1.0"));
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(server.get("/metrics").body())
                    .contains("tsdb_queries_running 0.0")
                    .contains("tsdb_queries_total{end=\"client_gone\"} 1.0"));
  }

  @Test
  void connection_servesQueryAfterQuery() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(TestServer.json(ask("SELECT count(*) FROM events")).at("/rows/0/0").asInt())
          .isEqualTo(4);
    }
    assertThat(server.get("/metrics").body()).contains("tsdb_queries_total{end=\"answered\"} 20.0");
  }
}
