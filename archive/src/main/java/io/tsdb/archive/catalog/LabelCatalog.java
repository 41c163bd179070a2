package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * The label keys of an archive: each writer keeps those that it has seen in {@code
 * catalog/<writer>.json}, {@code {"writer":"a","labelKeys":["product","region"]}}, and readers take
 * them all together. They only decide which columns are shown.
 */
public final class LabelCatalog {

  /** Most bytes of a writer's file. */
  public static final int MOST_BYTES = 1024 * 1024;

  private static final String FOLDER = "catalog/";
  private static final String SUFFIX = ".json";

  // Tokens alone: mapping JSON to objects takes some 300 classes more, while a user connects.
  private static final JsonFactory JSON = new JsonFactory();

  private final ObjectStore store;
  private final ParallelCalls calls = new ParallelCalls();

  public LabelCatalog(ObjectStore store) {
    this.store = store;
  }

  /**
   * The label keys of all writers.
   *
   * @throws StoreException {@code PROTOCOL} naming a file that is not what it should be
   */
  public SortedSet<String> labelKeys() throws IOException {
    List<Callable<SortedSet<String>>> reads = new ArrayList<>();
    Optional<String> startAfter = Optional.of("");
    while (startAfter.isPresent()) {
      ListPage page = store.list(FOLDER, startAfter.get(), ListDepth.FOLDER);
      for (StoredObject object : page.objects()) {
        if (object.key().endsWith(SUFFIX)) {
          reads.add(() -> read(object.key()));
        }
      }
      startAfter = page.next();
    }
    SortedSet<String> labelKeys = new TreeSet<>();
    for (SortedSet<String> ofOneWriter : calls.all(reads)) {
      labelKeys.addAll(ofOneWriter);
    }
    return labelKeys;
  }

  /** The label keys of one writer, none if it has not written any. */
  public SortedSet<String> labelKeys(String writer) throws IOException {
    return read(key(writer));
  }

  private SortedSet<String> read(String key) throws IOException {
    byte[] bytes;
    try {
      bytes = store.readAll(key, MOST_BYTES);
    } catch (StoreException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return new TreeSet<>(); // deleted since it was listed, or never written
      }
      throw e;
    }
    try (JsonParser parser = JSON.createParser(bytes)) {
      return labelKeys(key, parser);
    } catch (JsonProcessingException e) {
      throw damaged(key, "no JSON (line " + e.getLocation().getLineNr() + ")", e);
    }
  }

  private SortedSet<String> labelKeys(String key, JsonParser parser) throws IOException {
    Optional<SortedSet<String>> labelKeys = Optional.empty();
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("labelKeys");
        if (parser.nextToken() == JsonToken.START_ARRAY && found) {
          labelKeys = Optional.of(strings(key, parser));
        } else {
          parser.skipChildren();
        }
      }
    }
    if (labelKeys.isEmpty()) {
      throw damaged(key, "no array labelKeys", null);
    }
    if (parser.nextToken() != null) {
      throw damaged(key, "more after the object", null);
    }
    return labelKeys.get();
  }

  private SortedSet<String> strings(String key, JsonParser parser) throws IOException {
    SortedSet<String> strings = new TreeSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw damaged(key, "a label key that is no string: " + parser.getText(), null);
      }
      strings.add(parser.getText());
    }
    return strings;
  }

  private StoreException damaged(String key, String found, Throwable cause) {
    return new StoreException(
        Reason.PROTOCOL,
        store.location()
            + ": "
            + key
            + " is damaged: expected {\"writer\":\"...\",\"labelKeys\":[\"a\",\"b\"]}, found "
            + found
            + ". Restore it, or delete it: it only decides which label columns are shown.",
        cause);
  }

  /**
   * Writes the label keys of one writer; only that writer may.
   *
   * @throws StoreException {@code UNSUPPORTED} if they are more than {@link #MOST_BYTES}; the file
   *     stays as it was
   */
  public void write(String writer, SortedSet<String> labelKeys) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator file = JSON.createGenerator(out)) {
      file.writeStartObject();
      file.writeStringField("writer", writer);
      file.writeArrayFieldStart("labelKeys");
      for (String labelKey : new TreeSet<>(labelKeys)) {
        file.writeString(labelKey);
      }
      file.writeEndArray();
      file.writeEndObject();
    }
    byte[] bytes = out.toByteArray();
    if (bytes.length > MOST_BYTES) {
      throw new StoreException(
          Reason.UNSUPPORTED,
          store.location()
              + ": expected at most "
              + MOST_BYTES
              + " bytes of label keys of writer "
              + writer
              + ", found "
              + bytes.length
              + ". Labels are to have few keys and many values; more keys still can be had by"
              + " labels->>'key'.");
    }
    store.replace(key(writer), Content.of(bytes));
  }

  private static String key(String writer) {
    if (!SegmentName.WRITER.matcher(writer).matches()) {
      throw new IllegalArgumentException(
          "Expected a writer of letters, digits, dots and hyphens, found " + writer);
    }
    return FOLDER + writer + SUFFIX;
  }
}
