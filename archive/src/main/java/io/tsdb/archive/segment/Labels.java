package io.tsdb.archive.segment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set of labels: keys and values, both any Unicode text, keys distinct and without U+0000, which
 * SQLite's JSON functions take for a key's end. It names a series. Two are equal if their canonical
 * JSON is: one object, keys sorted by UTF-16 code unit, no white space.
 */
public final class Labels {

  // Before NONE, whose creation needs it.
  private static final JsonFactory JSON = new JsonFactory();

  /** No labels. */
  public static final Labels NONE = new Labels(new TreeMap<>());

  private final SortedMap<String, String> values;
  private final String json;

  private Labels(SortedMap<String, String> values) {
    values.forEach(
        (key, value) -> {
          WellFormed.require("a label's key", key);
          WellFormed.require("the value of label " + key, value);
          if (key.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                "Expected a label's key without U+0000, found one at index "
                    + key.indexOf('\0')
                    + " of "
                    + key.replace('\0', '\u2400')
                    + "; leave it out");
          }
        });
    this.values = Collections.unmodifiableSortedMap(values);
    this.json = write(values);
  }

  /**
   * The labels of a map.
   *
   * @throws IllegalArgumentException if a key or value has a lone surrogate, or a key U+0000
   */
  public static Labels of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new Labels(new TreeMap<>(values));
  }

  /**
   * Reads a JSON object whose members are all strings, of different names.
   *
   * @throws IllegalArgumentException if it is none, or its names and values cannot be labels
   */
  public static Labels parse(String json) {
    TreeMap<String, String> values = new TreeMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      expect(json, parser.nextToken() == JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        expect(json, parser.nextToken() == JsonToken.VALUE_STRING);
        expect(json, values.put(key, parser.getText()) == null);
      }
      expect(json, parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Expected a JSON object of strings, keys distinct, found " + json, e);
    }
    return of(values);
  }

  private static void expect(String json, boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Expected a JSON object of strings, keys distinct, found " + json);
    }
  }

  private static String write(SortedMap<String, String> values) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(out)) {
      generator.writeStartObject();
      for (Map.Entry<String, String> label : values.entrySet()) {
        generator.writeStringField(label.getKey(), label.getValue());
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A StringWriter does no I/O", e);
    }
    return out.toString();
  }

  /** Keys and values, sorted by key. */
  public SortedMap<String, String> values() {
    return values;
  }

  /** The canonical JSON. */
  public String json() {
    return json;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && json.equals(labels.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json;
  }
}
