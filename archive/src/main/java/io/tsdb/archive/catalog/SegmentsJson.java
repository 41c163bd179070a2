package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A list of segments as JSON: what an ingest server answers, and {@code index.json}. {@code
 * {"source":"index","version":1,"segments":[{"key":"events/...","bytes":1,"etag":"..."}],
 * "tables":[],"labelKeys":["a"]}}, other members ignored.
 *
 * @param source {@value #SERVER} or {@value #INDEX}
 * @param version of the form of an index; 0 if it says none
 * @param segments as they are listed, their keys not yet looked at
 * @param tables files of reference data, in order of their keys
 */
record SegmentsJson(
    String source,
    int version,
    List<StoredObject> segments,
    List<StoredObject> tables,
    SortedSet<String> labelKeys) {

  static final String SERVER = "server";
  static final String INDEX = "index";

  /** Most bytes that are read, which is some 200,000 segments of a server. */
  static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a list.
   *
   * @throws IOException saying what was found that was not expected, as the end of a sentence
   */
  static SegmentsJson parse(byte[] json) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      return new Reader(parser).read();
    }
  }

  /** One reading. */
  private static final class Reader {

    private final JsonParser json;
    private final Set<String> keys = new HashSet<>();
    private Optional<List<StoredObject>> segments = Optional.empty();
    private List<StoredObject> tables = List.of();
    private Optional<SortedSet<String>> labelKeys = Optional.empty();
    private String source = "";
    private int version;

    Reader(JsonParser json) {
      this.json = json;
    }

    SegmentsJson read() throws IOException {
      expect(json.nextToken() == JsonToken.START_OBJECT, "something that is no object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        switch (member) {
          case "source" -> source = text("a source");
          case "version" -> {
            expect(value == JsonToken.VALUE_NUMBER_INT, "a version that is no whole number");
            version = json.getIntValue();
          }
          case "segments" -> segments = Optional.of(objects("segment", 1));
          case "tables" -> tables = tables();
          case "labelKeys" -> labelKeys = Optional.of(labelKeys());
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken() == JsonToken.END_OBJECT, "an object without an end");
      expect(json.nextToken() == null, "something after the object");
      return new SegmentsJson(
          source,
          version,
          segments.orElseThrow(() -> new IOException("no array segments")),
          tables,
          labelKeys.orElseThrow(() -> new IOException("no array labelKeys")));
    }

    private List<StoredObject> tables() throws IOException {
      List<StoredObject> found = objects("table", 0);
      expect(found.size() <= TableListing.MOST_FILES, "more than 1000 tables");
      for (StoredObject table : found) {
        expect(
            table.key().startsWith(TableFile.FOLDER)
                && table.key().indexOf('/', TableFile.FOLDER.length()) < 0,
            "a table that is not directly below tables/: " + excerpt(table.key()));
      }
      found.sort(Comparator.comparing(StoredObject::key));
      return found;
    }

    /**
     * An array of objects of the archive.
     *
     * @param what one of them is, for messages
     */
    private List<StoredObject> objects(String what, long leastBytes) throws IOException {
      expect(json.currentToken() == JsonToken.START_ARRAY, "no array " + what + "s");
      List<StoredObject> found = new ArrayList<>();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        found.add(object(what, leastBytes));
      }
      expect(json.currentToken() == JsonToken.END_ARRAY, "a " + what + " that is no object");
      return found;
    }

    private StoredObject object(String what, long leastBytes) throws IOException {
      String key = "";
      String etag = "";
      long bytes = 0;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String member = json.currentName();
        JsonToken value = json.nextToken();
        switch (member) {
          case "key" -> key = text("a key");
          case "etag" -> etag = text("an etag");
          case "bytes" -> {
            expect(value == JsonToken.VALUE_NUMBER_INT, "bytes that are no whole number");
            bytes = json.getLongValue();
          }
          default -> json.skipChildren();
        }
      }
      expect(
          !key.isEmpty() && !etag.isEmpty() && bytes >= leastBytes,
          "a " + what + " without key, bytes above 0 and etag: " + excerpt(key));
      expect(keys.add(key), "a " + what + " that is listed twice: " + excerpt(key));
      return new StoredObject(key, bytes, etag);
    }

    private SortedSet<String> labelKeys() throws IOException {
      expect(json.currentToken() == JsonToken.START_ARRAY, "no array labelKeys");
      SortedSet<String> found = new TreeSet<>();
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        found.add(json.getText());
      }
      expect(
          json.currentToken() == JsonToken.END_ARRAY,
          "a label key " + excerpt(String.valueOf(json.getText())));
      return found;
    }

    private String text(String what) throws IOException {
      expect(json.currentToken() == JsonToken.VALUE_STRING, what + " that is no string");
      return json.getText();
    }

    private static void expect(boolean holds, String found) throws IOException {
      if (!holds) {
        throw new IOException(found);
      }
    }

    private static String excerpt(String text) {
      return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
  }
}
