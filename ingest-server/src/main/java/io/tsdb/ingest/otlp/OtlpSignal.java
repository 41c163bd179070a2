package io.tsdb.ingest.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import java.io.IOException;
import java.util.List;

/**
 * What is exported. The requests of all signals have one shape: resources (field 1), in each its
 * resource (1) and scopes (2), in each its scope (1) and items (2).
 */
public enum OtlpSignal {
  LOGS(ExportLogsServiceRequest.getDescriptor()) {
    @Override
    List<OtlpItem> items(CodedInputStream leaf) throws IOException {
      return List.of(new LogItem(LogRecord.parseFrom(leaf)));
    }
  },
  METRICS(ExportMetricsServiceRequest.getDescriptor()) {
    @Override
    List<OtlpItem> items(CodedInputStream leaf) throws IOException {
      return MetricItems.of(Metric.parseFrom(leaf));
    }
  };

  private final Descriptor request;

  OtlpSignal(Descriptor request) {
    this.request = request;
  }

  Descriptor request() {
    return request;
  }

  /** What a message below a scope holds, each to be stored or rejected by itself. */
  abstract List<OtlpItem> items(CodedInputStream leaf) throws IOException;
}
