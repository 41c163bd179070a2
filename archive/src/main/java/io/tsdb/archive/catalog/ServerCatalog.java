package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Asks an ingest server for its segments, those of events not sealed yet among them: one {@code GET
 * /api/segments?live=true&start=...&end=...}, answered with one snapshot.
 */
public final class ServerCatalog implements Catalog {

  /** Most bytes of an answer, which is some 200,000 segments. */
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpStore server;

  public ServerCatalog(HttpStore server) {
    this.server = server;
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    if (range.isEmpty()) {
      return List.of();
    }
    List<Segment> segments = new ArrayList<>();
    for (JsonNode segment : member(ask(range), "segments")) {
      Segment found = segment(segment);
      if (range.meets(found.name().firstTime(), found.name().lastTime())) {
        segments.add(found);
      }
    }
    segments.sort(Listing.BY_TIME);
    return segments;
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    SortedSet<String> labelKeys = new TreeSet<>();
    for (JsonNode labelKey : member(ask(TimeRange.EMPTY), "labelKeys")) {
      if (!labelKey.isTextual()) {
        throw unexpected("a label key " + labelKey, null);
      }
      labelKeys.add(labelKey.textValue());
    }
    return labelKeys;
  }

  private JsonNode ask(TimeRange range) throws IOException {
    String path =
        "/api/segments?live=true"
            + (range.start() == Long.MIN_VALUE ? "" : "&start=" + range.start())
            + (range.end() == Long.MAX_VALUE ? "" : "&end=" + range.end());
    byte[] answer = server.call(path, MOST_BYTES);
    try {
      return JSON.readTree(answer);
    } catch (JsonProcessingException e) {
      throw unexpected("something that is no JSON", e);
    }
  }

  private JsonNode member(JsonNode answer, String name) throws StoreException {
    JsonNode array = answer.path(name);
    if (!array.isArray()) {
      throw unexpected("no array " + name, null);
    }
    return array;
  }

  private Segment segment(JsonNode segment) throws StoreException {
    JsonNode key = segment.path("key");
    JsonNode bytes = segment.path("bytes");
    JsonNode etag = segment.path("etag");
    if (!key.isTextual() || !bytes.canConvertToLong() || !etag.isTextual()) {
      throw unexpected("a segment without key, bytes and etag: " + segment, null);
    }
    try {
      return new Segment(
          SegmentName.parse(key.textValue()),
          new StoredObject(key.textValue(), bytes.longValue(), etag.textValue()),
          server);
    } catch (IllegalArgumentException e) {
      throw unexpected("a segment whose key is none: " + e.getMessage(), e);
    }
  }

  private StoreException unexpected(String found, Throwable cause) {
    return new StoreException(
        Reason.PROTOCOL,
        server.location()
            + ": expected GET /api/segments to answer {\"segments\":[...],\"labelKeys\":[...]},"
            + " found "
            + found
            + ". Check that the URL is that of a tsdb ingest server, with its port and path, and of"
            + " the same version as this program.",
        cause);
  }
}
