package io.tsdb.ingest.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.tsdb.ingest.parse.Excerpt;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages as <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">OTLP's
 * JSON</a>, turned into protobuf while they are read: field names in lower camel case, unknown ones
 * passed over, enums as numbers, 64 bits as strings or numbers, ids of traces and spans in
 * hexadecimal.
 */
final class OtlpJson {

  /** Deepest nesting: as deep as protobuf reads. */
  private static final int DEPTH = 100;

  private static final JsonFactory JSON = new JsonFactory();

  private static final Map<Descriptor, Map<String, FieldDescriptor>> FIELDS =
      new ConcurrentHashMap<>();

  /** A body is no such JSON. */
  static final class InvalidJsonException extends IOException {
    InvalidJsonException(String message) {
      super(message);
    }
  }

  private final JsonParser parser;

  private OtlpJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The message in protobuf.
   *
   * @throws InvalidJsonException if the body is none
   */
  static byte[] toProtobuf(InputStream body, Descriptor type) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      OtlpJson json = new OtlpJson(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw json.expected("an object");
      }
      byte[] message = json.message(type, 0);
      if (parser.nextToken() != null) {
        throw json.expected("nothing behind the object");
      }
      return message;
    } catch (JsonProcessingException e) {
      throw new InvalidJsonException("at line " + e.getLocation().getLineNr() + ": no valid JSON");
    } catch (CharConversionException e) {
      throw new InvalidJsonException("it is not UTF-8");
    }
  }

  /** The object at hand; the parser stands at its end afterwards. */
  private byte[] message(Descriptor type, int depth) throws IOException {
    if (depth == DEPTH) {
      throw new InvalidJsonException("it is nested more than " + DEPTH + " deep");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
    Map<String, FieldDescriptor> fields = FIELDS.computeIfAbsent(type, OtlpJson::byName);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldDescriptor field = fields.get(parser.currentName());
      JsonToken token = parser.nextToken();
      if (field == null || token == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else if (field.isRepeated()) {
        if (token != JsonToken.START_ARRAY) {
          throw expected("an array as " + field.getJsonName());
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          write(out, field, depth);
        }
      } else {
        write(out, field, depth);
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static Map<String, FieldDescriptor> byName(Descriptor type) {
    Map<String, FieldDescriptor> fields = new ConcurrentHashMap<>();
    type.getFields().forEach(field -> fields.put(field.getJsonName(), field));
    return fields;
  }

  private void write(CodedOutputStream out, FieldDescriptor field, int depth) throws IOException {
    int number = field.getNumber();
    switch (field.getType()) {
      case MESSAGE -> {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw expected("an object as " + field.getJsonName());
        }
        out.writeByteArray(number, message(field.getMessageType(), depth + 1));
      }
      case STRING -> out.writeString(number, string(field));
      case BYTES -> out.writeBytes(number, bytes(field));
      case BOOL -> out.writeBool(number, bool(field));
      case DOUBLE -> out.writeDouble(number, decimal(field));
      case ENUM -> out.writeEnum(number, (int) whole(field));
      case INT32 -> out.writeInt32(number, (int) whole(field));
      case UINT32 -> out.writeUInt32(number, (int) whole(field));
      case SINT32 -> out.writeSInt32(number, (int) whole(field));
      case FIXED32 -> out.writeFixed32(number, (int) whole(field));
      case INT64 -> out.writeInt64(number, whole(field));
      case UINT64 -> out.writeUInt64(number, whole(field));
      case FIXED64 -> out.writeFixed64(number, whole(field));
      case SFIXED64 -> out.writeSFixed64(number, whole(field));
      default -> throw new IllegalStateException("OTLP has no fields of type " + field.getType());
    }
  }

  private String string(FieldDescriptor field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw expected("a string as " + field.getJsonName());
    }
    return parser.getText();
  }

  private ByteString bytes(FieldDescriptor field) throws IOException {
    String text = string(field);
    boolean isId = field.getName().endsWith("trace_id") || field.getName().endsWith("span_id");
    try {
      return ByteString.copyFrom(
          isId ? HexFormat.of().parseHex(text) : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw expected((isId ? "hexadecimal digits as " : "base64 as ") + field.getJsonName());
    }
  }

  private boolean bool(FieldDescriptor field) throws IOException {
    if (!parser.currentToken().isBoolean()) {
      throw expected("a boolean as " + field.getJsonName());
    }
    return parser.getBooleanValue();
  }

  private double decimal(FieldDescriptor field) throws IOException {
    if (parser.currentToken().isNumeric()) {
      return parser.getDoubleValue();
    }
    try {
      return Double.parseDouble(string(field));
    } catch (NumberFormatException e) {
      throw expected("a number as " + field.getJsonName());
    }
  }

  /** Of 64 bits, signed or not as the field is. */
  private long whole(FieldDescriptor field) throws IOException {
    boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    String digits =
        number || parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
    try {
      return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw expected("a whole number as " + field.getJsonName());
    }
  }

  private InvalidJsonException expected(String what) throws IOException {
    JsonToken token = parser.currentToken();
    return new InvalidJsonException(
        "expected "
            + what
            + " at line "
            + parser.currentTokenLocation().getLineNr()
            + ", found "
            + (token == null ? "the end" : Excerpt.of(parser.getText())));
  }

  static byte[] accepted(OtlpSignal signal, long rejected, String why) {
    return write(
        generator -> {
          if (rejected > 0) {
            generator.writeObjectFieldStart("partialSuccess");
            generator.writeStringField(
                signal == OtlpSignal.LOGS ? "rejectedLogRecords" : "rejectedDataPoints",
                Long.toString(rejected));
            generator.writeStringField("errorMessage", why);
            generator.writeEndObject();
          }
        });
  }

  static byte[] status(String message) {
    return write(generator -> generator.writeStringField("message", message));
  }

  /** Writes the members of an object. */
  private interface Members {
    void write(JsonGenerator generator) throws IOException;
  }

  private static byte[] write(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      generator.writeStartObject();
      members.write(generator);
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A stream in memory does no I/O", e);
    }
    return out.toByteArray();
  }
}
