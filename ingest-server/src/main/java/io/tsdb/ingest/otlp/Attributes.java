package io.tsdb.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Attributes as text: scalars as they are, bytes as base64, arrays and maps as JSON. */
final class Attributes {

  private static final JsonFactory JSON = new JsonFactory();

  private Attributes() {}

  /** Adds attributes to labels, in place of those of the same keys. */
  static void add(Map<String, String> labels, List<KeyValue> attributes) {
    for (KeyValue attribute : attributes) {
      labels.put(attribute.getKey(), text(attribute.getValue()));
    }
  }

  /** A value as text; an absent one is empty. */
  static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
      case BYTES_VALUE -> Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
      case ARRAY_VALUE, KVLIST_VALUE -> json(value);
      case VALUE_NOT_SET -> "";
    };
  }

  private static String json(AnyValue value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException("A StringWriter does no I/O", e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator generator, AnyValue value) throws IOException {
    switch (value.getValueCase()) {
      case STRING_VALUE, BYTES_VALUE -> generator.writeString(text(value));
      case BOOL_VALUE -> generator.writeBoolean(value.getBoolValue());
      case INT_VALUE -> generator.writeNumber(value.getIntValue());
      case DOUBLE_VALUE -> generator.writeNumber(value.getDoubleValue());
      case ARRAY_VALUE -> {
        generator.writeStartArray();
        for (AnyValue each : value.getArrayValue().getValuesList()) {
          write(generator, each);
        }
        generator.writeEndArray();
      }
      case KVLIST_VALUE -> {
        generator.writeStartObject();
        for (KeyValue each : value.getKvlistValue().getValuesList()) {
          generator.writeFieldName(each.getKey());
          write(generator, each.getValue());
        }
        generator.writeEndObject();
      }
      case VALUE_NOT_SET -> generator.writeNull();
    }
  }
}
