package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
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

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

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
    JsonNode keys;
    try {
      keys = JSON.readTree(bytes).path("labelKeys");
    } catch (JsonProcessingException e) {
      throw damaged(key, "no JSON (line " + e.getLocation().getLineNr() + ")", e);
    }
    SortedSet<String> labelKeys = new TreeSet<>();
    if (!(keys instanceof ArrayNode)) {
      throw damaged(key, "no array labelKeys", null);
    }
    for (JsonNode labelKey : keys) {
      if (!labelKey.isTextual()) {
        throw damaged(key, "a label key that is no string: " + labelKey, null);
      }
      labelKeys.add(labelKey.textValue());
    }
    return labelKeys;
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
    ObjectNode file = JSON.createObjectNode().put("writer", writer);
    ArrayNode keys = file.putArray("labelKeys");
    new TreeSet<>(labelKeys).forEach(keys::add);
    byte[] bytes = JSON.writeValueAsBytes(file);
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
