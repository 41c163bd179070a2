package io.tsdb.ingest.otlp;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.tsdb.archive.segment.Event;
import io.tsdb.ingest.parse.EventBuilder;
import io.tsdb.ingest.parse.Excerpt;
import io.tsdb.ingest.parse.InvalidEventException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the events of one data point: all of one time, and of labels that differ a little. */
final class PointWriter {

  private final EventBuilder builder;
  private final String name;
  private final Map<String, String> labels;
  private final long time;
  private final List<Event> events = new ArrayList<>();

  /**
   * @param builder has begun with the point's index
   * @param around attributes of resource and scope
   * @param attributes the point's own, which stand in place of those around it
   * @param time epoch milliseconds
   */
  PointWriter(
      EventBuilder builder,
      Metric metric,
      Map<String, String> around,
      List<KeyValue> attributes,
      long time) {
    this.builder = builder;
    this.name = metric.getName();
    this.time = time;
    this.labels = new LinkedHashMap<>(around);
    Attributes.add(labels, attributes);
    if (!metric.getUnit().isEmpty()) {
      labels.put("unit", metric.getUnit());
    }
  }

  /** An event of the metric with this behind its name. */
  void number(String suffix, double value) throws InvalidEventException {
    write(suffix, labels, value);
  }

  /** The same with a label more. */
  void number(String suffix, String key, String labelValue, double value)
      throws InvalidEventException {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(key, labelValue);
    write(suffix, more, value);
  }

  void text(String suffix, String text) throws InvalidEventException {
    begin(suffix, labels);
    builder.text("/dataPoints", text);
    events.add(builder.build());
  }

  private void write(String suffix, Map<String, String> all, double value)
      throws InvalidEventException {
    begin(suffix, all);
    if (Double.isFinite(value)) {
      builder.number("/dataPoints", value);
    } else {
      builder.text("/dataPoints", EventBuilder.nameOf(value));
    }
    events.add(builder.build());
  }

  private void begin(String suffix, Map<String, String> all) throws InvalidEventException {
    builder.again();
    builder.timestamp("/timeUnixNano", time);
    builder.label("/name", "__name__", name + suffix);
    for (Map.Entry<String, String> label : all.entrySet()) {
      if (!label.getKey().equals("__name__")) {
        builder.label(
            "/attributes/" + Excerpt.of(label.getKey()), label.getKey(), label.getValue());
      }
    }
  }

  List<Event> events() {
    return events;
  }
}
