package io.tsdb.calcite.reference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an array of JSON objects, or JSON objects one after the other (NDJSON). Members are
 * columns; one that is absent is null, and an object or array becomes its JSON text.
 */
final class JsonFile {

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private final String file;
  private final DataBuilder data;
  private final Map<String, Integer> columns = new HashMap<>();

  private JsonFile(String file) {
    this.file = file;
    this.data = new DataBuilder(file);
  }

  /**
   * Reads a file.
   *
   * @throws ReferenceException if it is not such JSON
   */
  static ReferenceData read(String file, byte[] bytes) {
    try (JsonParser json = JSON.getFactory().createParser(bytes)) {
      return new JsonFile(file).read(json);
    } catch (JsonProcessingException e) {
      throw new ReferenceException(
          file + place(e.getLocation()) + ": expected JSON, found " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory cannot be read", e);
    }
  }

  private ReferenceData read(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        object(json);
      }
      if (json.nextToken() != null) {
        throw new ReferenceException(
            file + place(json.currentLocation()) + ": expected nothing after the array");
      }
    } else {
      for (; token != null; token = json.nextToken()) {
        object(json);
      }
    }
    return data.build();
  }

  private void object(JsonParser json) throws IOException {
    JsonLocation start = json.currentTokenLocation();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new ReferenceException(
          file + place(start) + ": expected an object, found " + json.currentToken());
    }
    Object[] values = new Object[columns.size()];
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonLocation place = json.currentTokenLocation();
      json.nextToken();
      Integer column = columns.get(name);
      if (column == null) {
        column = columns.size();
        data.column(name, Optional.empty(), place(place));
        columns.put(name, column);
      }
      if (column >= values.length) {
        values = Arrays.copyOf(values, columns.size());
      }
      values[column] = value(json);
    }
    data.row(values, true, place(start));
  }

  /** A number that is no Long or finite Double stays as it is written, a text. */
  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) json.getText()
              : (Object) json.getLongValue();
      case VALUE_NUMBER_FLOAT -> {
        double value = json.getDoubleValue();
        yield Double.isFinite(value) ? (Object) value : json.getText();
      }
      default -> JSON.<JsonNode>readTree(json).toString();
    };
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
