package io.tsdb.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.tsdb.ingest.parse.Sources;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtlpEndpointTest {

  private static final Resource RESOURCE =
      Resource.create(
          Attributes.of(
              AttributeKey.stringKey("service.name"), "shop", AttributeKey.stringKey("a"), "r"));

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
  void logs_ofTheSdk_comeBack() throws Exception {
    OtlpHttpLogRecordExporter exporter =
        OtlpHttpLogRecordExporter.builder()
            .setEndpoint(server.url() + "/v1/logs")
            .setCompression("gzip")
            .build();
    try (SdkLoggerProvider provider =
        SdkLoggerProvider.builder()
            .setResource(RESOURCE)
            .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
            .build()) {
      provider
          .get("cart")
          .logRecordBuilder()
          .setTimestamp(Instant.parse("2023-01-08T19:12:42.254Z"))
          .setSeverity(Severity.WARN)
          .setBody("the cup é is empty")
          .setAttribute(AttributeKey.stringKey("a"), "own")
          .setAttribute(AttributeKey.longKey("order_id"), 111L)
          .setAttribute(AttributeKey.stringArrayKey("list"), List.of("x", "y"))
          .emit();
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    assertThat(
            server.sql(
                "SELECT ts, \"service.name\", \"otel.scope.name\", a, order_id, list, severity, text"
                    + " FROM events WHERE events('empty')"))
        .isEqualTo(
            "[[\"2023-01-08T19:12:42.254Z\",\"shop\",\"cart\",\"own\",\"111\","
                + "\"[\\\"x\\\",\\\"y\\\"]\",\"WARN\",\"the cup é is empty\"]]");
  }

  @Test
  void metrics_ofTheSdk_comeBack() throws Exception {
    OtlpHttpMetricExporter exporter =
        OtlpHttpMetricExporter.builder().setEndpoint(server.url() + "/v1/metrics").build();
    try (SdkMeterProvider provider =
        SdkMeterProvider.builder()
            .setResource(RESOURCE)
            .registerView(
                InstrumentSelector.builder().setName("size").build(),
                View.builder()
                    .setAggregation(Aggregation.base2ExponentialBucketHistogram())
                    .build())
            .registerMetricReader(PeriodicMetricReader.create(exporter))
            .build()) {
      Meter meter = provider.get("m");
      meter
          .counterBuilder("sold")
          .setUnit("1")
          .build()
          .add(3, Attributes.of(AttributeKey.stringKey("a"), "own"));
      meter.gaugeBuilder("level").build().set(0.5);
      meter
          .histogramBuilder("took")
          .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
          .build()
          .record(4);
      meter.histogramBuilder("size").build().record(4);
      assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
    }

    assertThat(
            server.sql(
                "SELECT DISTINCT \"__name__\", a, le, unit, value FROM events"
                    + " WHERE \"otel.scope.name\" = 'm' AND text IS NULL"
                    + " ORDER BY \"__name__\", value, le"))
        .isEqualTo(
            "[[\"level\",\"r\",null,null,0.5],"
                + "[\"size_count\",\"r\",null,null,1.0],"
                + "[\"size_max\",\"r\",null,null,4.0],"
                + "[\"size_min\",\"r\",null,null,4.0],"
                + "[\"size_sum\",\"r\",null,null,4.0],"
                + "[\"sold\",\"own\",null,\"1\",3.0],"
                + "[\"took_bucket\",\"r\",\"1.0\",null,0.0],"
                + "[\"took_bucket\",\"r\",\"+Inf\",null,1.0],"
                + "[\"took_bucket\",\"r\",\"10.0\",null,1.0],"
                + "[\"took_count\",\"r\",null,null,1.0],"
                + "[\"took_max\",\"r\",null,null,4.0],"
                + "[\"took_min\",\"r\",null,null,4.0],"
                + "[\"took_sum\",\"r\",null,null,4.0]]");
    assertThat(server.sql("SELECT text FROM events WHERE \"__name__\" = 'size_buckets'"))
        .contains("\\\"scale\\\":", "\\\"positive\\\":{\\\"offset\\\":", "\\\"counts\\\":[1");
  }

  /** The example of the specification, with more kinds of values. */
  @Test
  void json_isReadAsTheSpecificationHasIt() throws Exception {
    HttpResponse<String> response =
        post(
            "/v1/logs",
            """
            {"resourceLogs": [{
              "scopeLogs": [{"logRecords": [{
                "timeUnixNano": "1544712660300000000", "observedTimeUnixNano": 1544712661300000000,
                "severityNumber": 10, "traceId": "5B8EFFF798038103D269B633813FC60C",
                "spanId": "EEE19B7EC3C1B174", "unknownField": {"a": [1]},
                "body": {"kvlistValue": {"values": [{"key": "n", "value": {"doubleValue": 1.5}},
                  {"key": "b", "value": {"boolValue": true}}, {"key": "none", "value": {}}]}},
                "attributes": [{"key": "int", "value": {"intValue": "-7"}}]}],
                "scope": {"name": "s", "version": "1.0"}}],
              "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "x"}}]}}]}
            """
                .getBytes(UTF_8),
            "application/json");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    assertThat(server.sql("SELECT ts, labels, text FROM events"))
        .isEqualTo(
            "[[\"2018-12-13T14:51:00.300Z\",\"{\\\"int\\\":\\\"-7\\\",\\\"otel.scope.name\\\":\\\"s\\\","
                + "\\\"otel.scope.version\\\":\\\"1.0\\\",\\\"service.name\\\":\\\"x\\\","
                + "\\\"severity\\\":\\\"INFO2\\\",\\\"span_id\\\":\\\"eee19b7ec3c1b174\\\","
                + "\\\"trace_id\\\":\\\"5b8efff798038103d269b633813fc60c\\\"}\","
                + "\"{\\\"n\\\":1.5,\\\"b\\\":true,\\\"none\\\":null}\"]]");
  }

  @Test
  void recordsThatCannotBeStored_areRejectedAndCounted() throws Exception {
    String tooLate =
        "{\"timeUnixNano\": \"9999999999999999999\", \"body\": {\"stringValue\": \"late\"}}";
    String good = "{\"body\": {\"stringValue\": \"good\"}}";
    String noKey = "{\"attributes\": [{\"key\": \"\", \"value\": {\"intValue\": 1}}]}";
    String logs = "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[%s]}]}]}";

    HttpResponse<String> response =
        post(
            "/v1/logs",
            String.format(logs, String.join(",", good, tooLate, good, noKey)).getBytes(UTF_8),
            "application/json");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TestServer.json(response).at("/partialSuccess/rejectedLogRecords").asText())
        .isEqualTo("2");
    assertThat(TestServer.json(response).at("/partialSuccess/errorMessage").asText())
        .startsWith("The first of them, number 1 from 0, at /timeUnixNano: Expected a time from");
    assertThat(server.sql("SELECT text, count(*) FROM events GROUP BY text"))
        .isEqualTo("[[\"good\",2]]");
  }

  @Test
  void attributeTooLongForALabel_goesIntoTheText() throws Exception {
    String trace = "at x.y.z\\n".repeat(800);
    post(
        "/v1/logs",
        ("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\"boom\"},"
                + "\"attributes\":[{\"key\":\"exception.stacktrace\",\"value\":{\"stringValue\":\""
                + trace
                + "\"}}]}]}]}]}")
            .getBytes(UTF_8),
        "application/json; charset=utf-8");

    assertThat(server.sql("SELECT text FROM events"))
        .startsWith("[[\"boom\\nexception.stacktrace: at x.y.z\\nat x.y.z");
  }

  @Test
  void requestsThatAreNone_areAnsweredInTheirEncoding() throws Exception {
    for (String json :
        new String[] {
          "",
          "[]",
          "{",
          "{\"resourceLogs\":1}",
          "{\"resourceLogs\":[1]}",
          "{} x",
          "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":1.5}]}]}]}"
        }) {
      HttpResponse<String> response = post("/v1/logs", json.getBytes(UTF_8), "application/json");
      assertThat(response.statusCode()).as(json).isEqualTo(400);
      assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(TestServer.json(response).get("message").asText())
          .contains("Expected an export request of logs as application/json, but");
    }
    byte[] utf32 = {'{', 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF};
    assertThat(post("/v1/logs", utf32, "application/json").statusCode()).isEqualTo(400);
    assertThat(status("/v1/metrics", new byte[] {10, 5, 1}, 400))
        .contains("Expected an export request of metrics");
    assertThat(post("/v1/logs", new byte[3_000_000], "application/x-protobuf").statusCode())
        .isEqualTo(413);
    assertThat(post("/v1/logs", new byte[0], "text/plain").statusCode()).isEqualTo(415);
    assertThat(server.rows()).isZero();
  }

  @Test
  void traces_areRefused() throws Exception {
    assertThat(status("/v1/traces", new byte[0], 404)).startsWith("Traces are not stored here");
  }

  @Test
  void emptyRequest_isAccepted() throws Exception {
    HttpResponse<String> response =
        server.send(
            "POST",
            "/v1/logs",
            BodyPublishers.ofByteArray(Sources.gzip(new byte[0])),
            "Content-Type",
            "application/x-protobuf",
            "Content-Encoding",
            "gzip");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ExportLogsServiceResponse.parseFrom(response.body().getBytes(UTF_8)))
        .isEqualTo(ExportLogsServiceResponse.getDefaultInstance());
  }

  private HttpResponse<String> post(String path, byte[] body, String type)
      throws IOException, InterruptedException {
    return server.send("POST", path, BodyPublishers.ofByteArray(body), "Content-Type", type);
  }

  /** The message of the {@code google.rpc.Status} that is answered. */
  private String status(String path, byte[] body, int expected)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        server.bytes("POST", path, body, "Content-Type", "application/x-protobuf");
    assertThat(response.statusCode()).isEqualTo(expected);
    CodedInputStream in = CodedInputStream.newInstance(response.body());
    assertThat(in.readTag()).isEqualTo(2 << 3 | 2);
    return in.readString();
  }
}
