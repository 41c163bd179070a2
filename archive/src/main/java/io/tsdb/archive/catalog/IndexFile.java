package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/**
 * {@code index.json}, which names all segments of an archive, so that any web server that serves
 * the archive's folder serves the archive.
 */
public final class IndexFile {

  /** Where it lies in the archive. */
  public static final String KEY = "index.json";

  /** Of its form. */
  static final int VERSION = 1;

  private static final JsonFactory JSON = new JsonFactory();

  private IndexFile() {}

  /**
   * Lists an archive and writes its index, in one piece: readers see the one before or this one.
   *
   * @return how many segments it names
   * @throws StoreException {@code UNSUPPORTED} if there are more than an index may name; the one
   *     before stays as it was
   */
  public static int write(ObjectStore store) throws IOException {
    ListingCatalog listing = new ListingCatalog(store);
    List<Segment> segments = listing.segments(TimeRange.ALL);
    // after the segments, so that it has the keys of all of them
    SortedSet<String> labelKeys = listing.labelKeys();
    byte[] index = json(segments, labelKeys, listing.tableObjects());
    if (index.length > SegmentsJson.MOST_BYTES) {
      throw new StoreException(
          Reason.UNSUPPORTED,
          store.location()
              + ": expected an index of at most "
              + SegmentsJson.MOST_BYTES
              + " bytes, found "
              + index.length
              + " for "
              + segments.size()
              + " segments. Read this archive by its own URL or through a server.");
    }
    store.replace(KEY, Content.of(index));
    return segments.size();
  }

  private static byte[] json(
      List<Segment> segments, SortedSet<String> labelKeys, List<StoredObject> tables)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("source", SegmentsJson.INDEX);
      json.writeNumberField("version", VERSION);
      json.writeArrayFieldStart("segments");
      for (Segment segment : segments) {
        write(json, segment.object());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("tables");
      for (StoredObject table : tables) {
        write(json, table);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("labelKeys");
      for (String labelKey : labelKeys) {
        json.writeString(labelKey);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /** A line for each, so that a person can read and compare it. */
  private static void write(JsonGenerator json, StoredObject object) throws IOException {
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("key", object.key());
    json.writeNumberField("bytes", object.size());
    json.writeStringField("etag", object.etag());
    json.writeEndObject();
  }
}
