package io.tsdb.ingest.prometheus;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests of remote write, written by protobuf's own library from the definitions that Prometheus
 * publishes: {@code prompb/remote.proto} and {@code types.proto} (version 1), {@code
 * io/prometheus/write/v2/types.proto} (version 2).
 */
public final class RemoteWriteMessages {

  private static final FileDescriptor V1 =
      file(
          "prometheus",
          message("Label", string(1, "name"), string(2, "value")),
          message(
              "Sample", one(1, "value", Type.TYPE_DOUBLE), one(2, "timestamp", Type.TYPE_INT64)),
          message("Histogram", one(3, "sum", Type.TYPE_DOUBLE)),
          message(
              "Exemplar",
              many(1, "labels", "Label"),
              one(2, "value", Type.TYPE_DOUBLE),
              one(3, "timestamp", Type.TYPE_INT64)),
          message(
              "TimeSeries",
              many(1, "labels", "Label"),
              many(2, "samples", "Sample"),
              many(3, "exemplars", "Exemplar"),
              many(4, "histograms", "Histogram")),
          message("MetricMetadata", string(2, "metric_family_name"), string(4, "help")),
          message(
              "WriteRequest",
              many(1, "timeseries", "TimeSeries"),
              many(3, "metadata", "MetricMetadata")));

  private static final FileDescriptor V2 =
      file(
          "io.prometheus.write.v2",
          message(
              "Sample", one(1, "value", Type.TYPE_DOUBLE), one(2, "timestamp", Type.TYPE_INT64)),
          message("Histogram", one(3, "sum", Type.TYPE_DOUBLE)),
          message(
              "Exemplar",
              manyOf(1, "labels_refs", Type.TYPE_UINT32),
              one(2, "value", Type.TYPE_DOUBLE)),
          message(
              "Metadata",
              one(3, "help_ref", Type.TYPE_UINT32),
              one(4, "unit_ref", Type.TYPE_UINT32)),
          message(
              "TimeSeries",
              manyOf(1, "labels_refs", Type.TYPE_UINT32),
              many(2, "samples", "Sample"),
              many(3, "histograms", "Histogram"),
              many(4, "exemplars", "Exemplar"),
              field(5, "metadata", Type.TYPE_MESSAGE, Label.LABEL_OPTIONAL).setTypeName("Metadata"),
              one(6, "created_timestamp", Type.TYPE_INT64)),
          message(
              "Request",
              manyOf(4, "symbols", Type.TYPE_STRING),
              many(5, "timeseries", "TimeSeries")));

  /** A series to be written. */
  public record Series(Map<String, String> labels, long[] times, double[] values) {
    /** A series of one sample. */
    public static Series of(Map<String, String> labels, long time, double value) {
      return new Series(labels, new long[] {time}, new double[] {value});
    }
  }

  private RemoteWriteMessages() {}

  /** A {@code prometheus.WriteRequest}, with metadata and an exemplar in each series. */
  public static byte[] v1(List<Series> all) {
    DynamicMessage.Builder request = of(V1, "WriteRequest");
    for (Series each : all) {
      DynamicMessage.Builder series = of(V1, "TimeSeries");
      new TreeMap<>(each.labels())
          .forEach((name, value) -> add(series, "labels", label(name, value)));
      add(series, "exemplars", set(set(of(V1, "Exemplar"), "value", 1.5), "timestamp", 5L));
      addSamples(series, V1, each);
      add(request, "timeseries", series);
    }
    add(request, "metadata", set(of(V1, "MetricMetadata"), "help", "what it is"));
    return request.build().toByteArray();
  }

  private static DynamicMessage.Builder label(String name, String value) {
    return set(set(of(V1, "Label"), "name", name), "value", value);
  }

  /** An {@code io.prometheus.write.v2.Request}, with metadata and an exemplar in each series. */
  public static byte[] v2(List<Series> all) {
    List<String> symbols = new ArrayList<>(List.of(""));
    DynamicMessage.Builder request = of(V2, "Request");
    for (Series each : all) {
      DynamicMessage.Builder series = of(V2, "TimeSeries");
      new TreeMap<>(each.labels())
          .forEach(
              (name, value) -> {
                addTo(series, "labels_refs", symbol(symbols, name));
                addTo(series, "labels_refs", symbol(symbols, value));
              });
      addSamples(series, V2, each);
      add(series, "exemplars", set(of(V2, "Exemplar"), "value", 1.5));
      set(series, "metadata", set(of(V2, "Metadata"), "help_ref", 1).build());
      set(series, "created_timestamp", 3L);
      add(request, "timeseries", series);
    }
    symbols.forEach(symbol -> addTo(request, "symbols", symbol));
    return request.build().toByteArray();
  }

  /** A request of version 2 whose only series refers to these symbols. */
  public static byte[] v2References(List<String> symbols, int... references) {
    DynamicMessage.Builder request = of(V2, "Request");
    symbols.forEach(symbol -> addTo(request, "symbols", symbol));
    DynamicMessage.Builder series = of(V2, "TimeSeries");
    for (int reference : references) {
      addTo(series, "labels_refs", reference);
    }
    addSamples(series, V2, Series.of(Map.of(), 1, 1));
    return add(request, "timeseries", series).build().toByteArray();
  }

  /** A series with a sample, and one with a native histogram. */
  public static byte[] withHistogram(RemoteWriteVersion version) {
    FileDescriptor file = version == RemoteWriteVersion.V1 ? V1 : V2;
    DynamicMessage.Builder request =
        of(file, version == RemoteWriteVersion.V1 ? "WriteRequest" : "Request");
    if (version == RemoteWriteVersion.V2) {
      addTo(request, "symbols", "");
    }
    DynamicMessage.Builder series = of(file, "TimeSeries");
    add(series, "histograms", set(of(file, "Histogram"), "sum", 4.5));
    return add(request, "timeseries", series).build().toByteArray();
  }

  private static int symbol(List<String> symbols, String symbol) {
    if (!symbols.contains(symbol)) {
      symbols.add(symbol);
    }
    return symbols.indexOf(symbol);
  }

  private static void addSamples(DynamicMessage.Builder series, FileDescriptor file, Series each) {
    for (int i = 0; i < each.times().length; i++) {
      DynamicMessage.Builder sample = of(file, "Sample");
      set(set(sample, "value", each.values()[i]), "timestamp", each.times()[i]);
      add(series, "samples", sample);
    }
  }

  private static DynamicMessage.Builder of(FileDescriptor file, String message) {
    Descriptor type = file.findMessageTypeByName(message);
    return DynamicMessage.newBuilder(type);
  }

  private static DynamicMessage.Builder set(DynamicMessage.Builder to, String field, Object value) {
    FieldDescriptor descriptor = to.getDescriptorForType().findFieldByName(field);
    return to.setField(descriptor, value);
  }

  private static DynamicMessage.Builder addTo(
      DynamicMessage.Builder to, String field, Object value) {
    return to.addRepeatedField(to.getDescriptorForType().findFieldByName(field), value);
  }

  private static DynamicMessage.Builder add(
      DynamicMessage.Builder to, String field, DynamicMessage.Builder value) {
    return addTo(to, field, value.build());
  }

  private static FieldDescriptorProto.Builder field(
      int number, String name, Type type, Label label) {
    return FieldDescriptorProto.newBuilder()
        .setNumber(number)
        .setName(name)
        .setType(type)
        .setLabel(label);
  }

  private static FieldDescriptorProto.Builder one(int number, String name, Type type) {
    return field(number, name, type, Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder string(int number, String name) {
    return one(number, name, Type.TYPE_STRING);
  }

  private static FieldDescriptorProto.Builder manyOf(int number, String name, Type type) {
    return field(number, name, type, Label.LABEL_REPEATED);
  }

  private static FieldDescriptorProto.Builder many(int number, String name, String message) {
    return manyOf(number, name, Type.TYPE_MESSAGE).setTypeName(message);
  }

  private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    for (FieldDescriptorProto.Builder each : fields) {
      message.addField(each);
    }
    return message.build();
  }

  private static FileDescriptor file(String name, DescriptorProto... messages) {
    FileDescriptorProto.Builder file =
        FileDescriptorProto.newBuilder()
            .setName(name + ".proto")
            .setPackage(name)
            .setSyntax("proto3");
    for (DescriptorProto message : messages) {
      file.addMessageType(message);
    }
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("The definitions are wrong", e);
    }
  }
}
