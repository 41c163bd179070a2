package io.tsdb.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.EventLimits;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A log record as an event. Its body is the text, or the value where it is a number or a boolean;
 * its attributes are labels. An attribute that is too long for a label, as stack traces are, goes
 * behind the text as a line {@code key: value}.
 */
record LogItem(LogRecord log) implements OtlpItem {

  /** Younger than the definitions at hand. */
  private static final int EVENT_NAME = 12;

  @Override
  public List<Event> events(Map<String, String> around, long received, EventBuilder builder)
      throws InvalidEventException {
    Map<String, String> labels = new LinkedHashMap<>(around);
    Attributes.add(labels, log.getAttributesList());
    put(labels, "severity", severity());
    put(labels, "trace_id", hex(log.getTraceId()));
    put(labels, "span_id", hex(log.getSpanId()));
    put(labels, "event_name", eventName());
    StringBuilder text = new StringBuilder();
    body(builder, text);
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (isLong(label.getValue())) {
        text.append(text.isEmpty() ? "" : "\n").append(label.getKey()).append(": ");
        text.append(label.getValue());
      } else {
        builder.label(
            "/attributes/" + Excerpt.of(label.getKey()), label.getKey(), label.getValue());
      }
    }
    if (!text.isEmpty()) {
      builder.text("/body", text.toString());
    }
    long observed = OtlpItem.millis(log.getObservedTimeUnixNano(), received);
    builder.timestamp("/timeUnixNano", OtlpItem.millis(log.getTimeUnixNano(), observed));
    return List.of(builder.build());
  }

  private void body(EventBuilder builder, StringBuilder text) throws InvalidEventException {
    AnyValue body = log.getBody();
    switch (body.getValueCase()) {
      case INT_VALUE -> builder.number("/body", body.getIntValue());
      case BOOL_VALUE -> builder.number("/body", body.getBoolValue() ? 1 : 0);
      case DOUBLE_VALUE -> {
        if (Double.isFinite(body.getDoubleValue())) {
          builder.number("/body", body.getDoubleValue());
        } else {
          text.append(EventBuilder.nameOf(body.getDoubleValue()));
        }
      }
      case STRING_VALUE, ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE, VALUE_NOT_SET ->
          text.append(Attributes.text(body));
    }
  }

  private static boolean isLong(String value) {
    return value.length() > EventLimits.LABEL_BYTES
        || value.getBytes(UTF_8).length > EventLimits.LABEL_BYTES;
  }

  private String severity() {
    if (!log.getSeverityText().isEmpty() || log.getSeverityNumberValue() == 0) {
      return log.getSeverityText();
    }
    return log.getSeverityNumber().name().replace("SEVERITY_NUMBER_", "");
  }

  private String eventName() {
    UnknownFieldSet.Field field = log.getUnknownFields().getField(EVENT_NAME);
    List<ByteString> values = field.getLengthDelimitedList();
    return values.isEmpty() ? "" : values.get(values.size() - 1).toStringUtf8();
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private static void put(Map<String, String> labels, String key, String value) {
    if (!value.isEmpty()) {
      labels.put(key, value);
    }
  }
}
