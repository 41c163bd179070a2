package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TsdbServerTest {

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

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api", "/api/event", "/archive", "/x%20y", "/metrics/x"})
  void otherPaths_areNotFound(String path) throws Exception {
    HttpResponse<String> response = server.get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(TestServer.json(response).get("title").asText()).isEqualTo("Not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/api/events|POST, PUT",
        "DELETE|/api/events|POST, PUT",
        "PUT|/api/events/query|GET, POST",
        "GET|/api/admin/seal|POST",
        "POST|/api/segments|GET",
        "PUT|/archive/events/x|GET, HEAD",
        "POST|/health/live|GET",
      })
  void otherMethods_areNotAllowed(String method, String path, String allowed) throws Exception {
    HttpResponse<String> response = server.send(method, path, "{}");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow").orElseThrow().split(", "))
        .containsExactlyInAnyOrder(allowed.split(", "));
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(TestServer.json(response).get("detail").asText()).contains(path, method);
  }

  @Test
  void health_tellsLiveAndReadyApart() throws Exception {
    HttpResponse<String> live = server.get("/health/live");
    HttpResponse<String> ready = server.get("/health/ready");

    assertThat(live.statusCode()).isEqualTo(200);
    assertThat(live.body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(ready).get("status").asText()).isEqualTo("ready");
    assertThat(TestServer.json(ready).get("writer").asText()).isEqualTo("w");
  }

  @Test
  void metrics_areInTheFormatOfPrometheus() throws Exception {
    server.get("/nowhere/1");
    server.get("/nowhere/2");
    HttpResponse<String> response = server.get("/metrics");

    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(response.body())
        .contains("# TYPE tsdb_events_accepted_total counter")
        .contains("tsdb_queries_total{end=\"answered\"} 0.0")
        .contains(
            "tsdb_http_requests_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} 2")
        .doesNotContain("nowhere");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"example.com", "127.0.0.1.example.com", "192.168.1.5:8080", "localhost.evil"})
  void foreignHosts_areForbidden(String host) throws Exception {
    HttpResponse<String> response = server.get("/health/live", "Host", host);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(TestServer.json(response).get("detail").asText()).contains(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com", "null", "http://localhost:1"})
  void foreignOrigins_areForbidden(String origin) throws Exception {
    HttpResponse<String> response =
        server.send("POST", "/api/events", "{\"timestamp\":1}", "Origin", origin);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(server.rows()).isZero();
  }

  @Test
  void ownHostAndOrigin_areServed() throws Exception {
    String authority = "localhost:" + server.url().getPort();

    assertThat(
            server
                .get("/health/live", "Host", authority, "Origin", "http://" + authority)
                .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GARBAGE|400",
        "GET / HTTP/9.9|505",
        "GET /archive/%zz HTTP/1.1|400",
        "GET /archive/..;/..;/etc/passwd HTTP/1.1|4",
        "GET /archive/../../etc/passwd HTTP/1.1|4",
        "GET /archive/%2e%2e/%2e%2e/etc/passwd HTTP/1.1|4",
        "GET /archive/..%2f..%2fetc%2fpasswd HTTP/1.1|4",
        "GET /archive//etc/passwd HTTP/1.1|4",
        "GET /archive/events/%00 HTTP/1.1|4",
        "FOO /api/events HTTP/1.1|4",
      })
  void brokenRequests_areProblemsWithoutInsides(String line, String status) throws Exception {
    String answer = server.raw(line + "\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer).contains("application/problem+json").contains("\"status\":" + status);
    assertThat(answer).doesNotContain("root:", "Exception", "org.eclipse", "<html");
  }

  @Test
  void headers_areBounded() throws Exception {
    String answer =
        server.raw(
            "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX: "
                + "x".repeat(20_000)
                + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431").contains("application/problem+json");
  }

  @Test
  void port_thatIsTaken() {
    assertThatThrownBy(
            () ->
                TestServer.start(
                    folder.resolve("other"), ServerOptions.onPort(server.url().getPort())))
        .isInstanceOf(PortTakenException.class)
        .hasMessageContaining("127.0.0.1:" + server.url().getPort())
        .hasMessageContaining("Choose another one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.168.1.5", "example.com", "::", "127.1"})
  void hosts_otherThanLoopback_areRefused(String host) {
    assertThatThrownBy(() -> ServerOptions.onPort(0).withHost(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(host)
        .hasMessageContaining("loopback only");
  }

  @Test
  void answers_nameNoServerVersion() throws Exception {
    assertThat(server.get("/health/live").headers().firstValue("Server")).isEmpty();
  }
}
