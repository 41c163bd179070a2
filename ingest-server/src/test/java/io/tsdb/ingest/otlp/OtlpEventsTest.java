package io.tsdb.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Sources;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OtlpEventsTest {

  private static final long TIME = 1_673_205_162_254_999_999L;

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static LogRecord log(String body) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(TIME)
        .setBody(AnyValue.newBuilder().setStringValue(body))
        .build();
  }

  private static ResourceLogs logs(String resource, LogRecord... records) {
    return ResourceLogs.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("r", resource)))
        .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(List.of(records)))
        .addScopeLogs(ScopeLogs.getDefaultInstance())
        .build();
  }

  @Test
  void records_haveTheAttributesOfTheirOwnResource() {
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(logs("one", log("a"), log("b")))
            .addResourceLogs(logs("empty"))
            .addResourceLogs(logs("two", log("c")))
            .build()
            .toByteArray();

    List<Event> events = read(OtlpSignal.LOGS, OtlpEncoding.PROTOBUF, request).events();

    assertThat(events).extracting(e -> e.text().orElseThrow()).containsExactly("a", "b", "c");
    assertThat(events)
        .extracting(e -> e.labels().values().get("r"))
        .containsExactly("one", "one", "two");
    assertThat(events).extracting(Event::timestamp).containsOnly(1_673_205_162_254L);
  }

  @Test
  void record_withoutTime_hasThatOfObservationOrReceipt() {
    byte[] request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(
                logs(
                    "r",
                    LogRecord.newBuilder().setObservedTimeUnixNano(5_000_000).build(),
                    LogRecord.getDefaultInstance()))
            .build()
            .toByteArray();

    assertThat(read(OtlpSignal.LOGS, OtlpEncoding.PROTOBUF, request).events())
        .extracting(Event::timestamp)
        .containsExactly(5L, 77L);
  }

  @Test
  void bodies_areValuesOrTexts() {
    AnyValue.Builder[] bodies = {
      AnyValue.newBuilder().setIntValue(-5),
      AnyValue.newBuilder().setBoolValue(true),
      AnyValue.newBuilder().setDoubleValue(0.5),
      AnyValue.newBuilder().setDoubleValue(Double.NEGATIVE_INFINITY),
      AnyValue.newBuilder().setBytesValue(com.google.protobuf.ByteString.copyFromUtf8("abc")),
      AnyValue.newBuilder()
    };
    LogRecord[] records =
        Arrays.stream(bodies)
            .map(body -> LogRecord.newBuilder().setTimeUnixNano(TIME).setBody(body).build())
            .toArray(LogRecord[]::new);

    List<Event> events =
        read(
                OtlpSignal.LOGS,
                OtlpEncoding.PROTOBUF,
                ExportLogsServiceRequest.newBuilder()
                    .addResourceLogs(logs("r", records))
                    .build()
                    .toByteArray())
            .events();

    assertThat(events.get(0).value()).hasValue(-5);
    assertThat(events.get(1).value()).hasValue(1);
    assertThat(events.get(2).value()).hasValue(0.5);
    assertThat(events.get(3).text()).contains("-Inf");
    assertThat(events.get(4).text()).contains("YWJj");
    assertThat(events.get(5).text()).isEmpty();
  }

  private static byte[] metrics(Metric... metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute("__name__", "lost")))
                .addScopeMetrics(ScopeMetrics.newBuilder().addAllMetrics(List.of(metrics))))
        .build()
        .toByteArray();
  }

  @Test
  void points_becomeSeriesByTheirKind() {
    byte[] request =
        metrics(
            Metric.newBuilder()
                .setName("g")
                .setGauge(
                    Gauge.newBuilder()
                        .addDataPoints(
                            NumberDataPoint.newBuilder().setTimeUnixNano(TIME).setAsInt(7))
                        .addDataPoints(
                            NumberDataPoint.newBuilder().setTimeUnixNano(TIME).setFlags(1))
                        .addDataPoints(
                            NumberDataPoint.newBuilder()
                                .setTimeUnixNano(TIME)
                                .setAsDouble(Double.NaN)))
                .build(),
            Metric.newBuilder()
                .setName("s")
                .setSummary(
                    Summary.newBuilder()
                        .addDataPoints(
                            SummaryDataPoint.newBuilder()
                                .setTimeUnixNano(TIME)
                                .setCount(-1)
                                .setSum(2)
                                .addQuantileValues(
                                    ValueAtQuantile.newBuilder().setQuantile(0.5).setValue(3))))
                .build(),
            Metric.newBuilder().setName("nothing").build());

    List<Event> events = read(OtlpSignal.METRICS, OtlpEncoding.PROTOBUF, request).events();

    assertThat(events)
        .extracting(e -> e.labels().values().get("__name__"))
        .containsExactly("g", "g", "g", "s_count", "s_sum", "s");
    assertThat(events.get(0).value()).hasValue(7);
    assertThat(events.get(1).text()).contains("stale");
    assertThat(events.get(2).text()).contains("NaN");
    assertThat(events.get(3).value()).hasValue(18446744073709551615.0);
    assertThat(events.get(5).labels().values()).containsEntry("quantile", "0.5");
  }

  @Test
  void pointThatBreaksARule_isLeftOutWhole() {
    HistogramDataPoint point =
        HistogramDataPoint.newBuilder()
            .setTimeUnixNano(TIME)
            .addAttributes(attribute("k".repeat(129), "v"))
            .setCount(1)
            .build();
    byte[] request =
        metrics(
            Metric.newBuilder()
                .setName("h")
                .setHistogram(
                    Histogram.newBuilder()
                        .addDataPoints(point)
                        .addDataPoints(point.toBuilder().clearAttributes()))
                .build());

    Sources.Outcome outcome = read(OtlpSignal.METRICS, OtlpEncoding.PROTOBUF, request);

    assertThat(outcome.events()).hasSize(1);
    assertThat(outcome.problems()).hasSize(1);
    assertThat(outcome.problems().get(0).message()).contains("label key of at most 128 bytes");
  }

  @ParameterizedTest
  @EnumSource
  void damagedRequest_endsInEventsOrProblems(OtlpEncoding encoding) {
    byte[] request =
        encoding == OtlpEncoding.PROTOBUF
            ? ExportLogsServiceRequest.newBuilder()
                .addResourceLogs(logs("one", log("a"), log("b")))
                .build()
                .toByteArray()
            : ("{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"a\",\"value\":"
                    + "{\"intValue\":\"5\"}}]},\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":"
                    + "\"1544712660300000000\",\"traceId\":\"5b8e\",\"body\":{\"doubleValue\":1e5}}]}]}]}")
                .getBytes(UTF_8);
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(request, request.length - random.nextInt(2));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      Sources.Outcome outcome = read(OtlpSignal.LOGS, encoding, damaged);
      refused += outcome.problems().isEmpty() ? 0 : 1;
      assertThat(outcome.problems())
          .allSatisfy(problem -> assertThat(problem.message()).startsWith("Expected"));
    }
    assertThat(refused).isGreaterThan(2_000);
  }

  @Test
  void nesting_isBounded() {
    String deep =
        "{\"body\":" + "{\"arrayValue\":{\"values\":[".repeat(80) + "{}" + "]}}".repeat(80) + "}";
    byte[] request =
        ("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[" + deep + "]}]}]}").getBytes(UTF_8);

    assertThat(read(OtlpSignal.LOGS, OtlpEncoding.JSON, request).onlyProblem().message())
        .contains("nested more than 100 deep");
  }

  private static Sources.Outcome read(OtlpSignal signal, OtlpEncoding encoding, byte[] request) {
    return Sources.all(
        () ->
            new OtlpEvents(
                signal, encoding, new ByteArrayInputStream(request), 77, new EventBuilder()));
  }
}
