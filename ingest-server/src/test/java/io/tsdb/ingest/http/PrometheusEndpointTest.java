package io.tsdb.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.ingest.parse.Snappy;
import io.tsdb.ingest.prometheus.RemoteWriteMessages;
import io.tsdb.ingest.prometheus.RemoteWriteMessages.Series;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrometheusEndpointTest {

  private static final String V1 = "application/x-protobuf";
  private static final String V2 = "application/x-protobuf;proto=io.prometheus.write.v2.Request";

  private static final List<Series> SERIES =
      List.of(
          new Series(
              Map.of("__name__", "node_load1", "job", "node"),
              new long[] {1673205162254L, 1673205177254L},
              new double[] {0.5, 0.75}),
          Series.of(Map.of("__name__", "up", "job", "node"), 1673205162254L, 1));

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

  @Test
  void bothVersions_areStoredAndCounted() throws Exception {
    HttpResponse<String> first = write(RemoteWriteMessages.v1(SERIES), V1, "snappy");
    HttpResponse<String> second = write(RemoteWriteMessages.v2(SERIES), V2, "snappy");

    for (HttpResponse<String> response : List.of(first, second)) {
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(written(response, "Samples")).isEqualTo("3");
      assertThat(written(response, "Histograms")).isEqualTo("0");
      assertThat(written(response, "Exemplars")).isEqualTo("0");
    }
    assertThat(
            server.sql(
                "SELECT ts, \"__name__\", job, value, count(*) FROM events"
                    + " GROUP BY ts, \"__name__\", job, value ORDER BY ts, value"))
        .isEqualTo(
            "[[\"2023-01-08T19:12:42.254Z\",\"node_load1\",\"node\",0.5,2],"
                + "[\"2023-01-08T19:12:42.254Z\",\"up\",\"node\",1.0,2],"
                + "[\"2023-01-08T19:12:57.254Z\",\"node_load1\",\"node\",0.75,2]]");
  }

  @Test
  void oneWrongSeries_andNothingIsStored() throws Exception {
    List<Series> wrong =
        List.of(SERIES.get(0), Series.of(Map.of("__name__", "late"), Long.MAX_VALUE, 1));

    HttpResponse<String> response = write(RemoteWriteMessages.v2(wrong), V2, "snappy");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(response.body())
        .startsWith("One event is wrong, nothing was stored. Event 2 at /timeseries/1/samples/0");
    assertThat(written(response, "Samples")).isEqualTo("0");
    assertThat(server.rows()).isZero();
  }

  @Test
  void otherTypesAndCodings_areRefused() throws Exception {
    byte[] message = RemoteWriteMessages.v1(SERIES);

    for (String type :
        List.of(
            "application/json",
            "application/x-protobuf;proto=io.prometheus.write.v3.Request",
            "application/x-protobuf;proto=")) {
      assertThat(write(message, type, "snappy").statusCode()).as(type).isEqualTo(415);
    }
    for (String coding : List.of("gzip", "zstd", "identity")) {
      assertThat(write(message, V1, coding).statusCode()).as(coding).isEqualTo(415);
    }
    assertThat(server.rows()).isZero();
  }

  @Test
  void bodiesThatAreNone_areRefused() throws Exception {
    HttpResponse<String> block = post(new byte[] {1, 2, 3}, V1, "snappy");
    HttpResponse<String> message = write(new byte[] {10, 100, 1}, V1, "snappy");
    HttpResponse<String> large = write(new byte[3_000_000], V1, "snappy");

    assertThat(block.statusCode()).isEqualTo(400);
    assertThat(block.body()).startsWith("Expected a snappy body");
    assertThat(message.statusCode()).isEqualTo(400);
    assertThat(message.body()).contains("Expected a message of protobuf");
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(server.rows()).isZero();
  }

  private HttpResponse<String> write(byte[] message, String type, String coding)
      throws IOException, InterruptedException {
    return post(Snappy.pack(message), type, coding);
  }

  private HttpResponse<String> post(byte[] body, String type, String coding)
      throws IOException, InterruptedException {
    return server.send(
        "POST",
        "/api/v1/write",
        BodyPublishers.ofByteArray(body),
        "Content-Type",
        type,
        "Content-Encoding",
        coding);
  }

  private static String written(HttpResponse<String> response, String what) {
    return response
        .headers()
        .firstValue("X-Prometheus-Remote-Write-" + what + "-Written")
        .orElse("absent");
  }
}
