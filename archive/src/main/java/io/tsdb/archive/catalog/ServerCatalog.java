package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Asks an ingest server for its segments, those of events not sealed yet among them: one {@code GET
 * /api/segments?live=true&start=...&end=...}, answered with one snapshot. It asks each time, so
 * that whoever writes to the server and reads from it sees each acknowledged event at once.
 */
public final class ServerCatalog implements Catalog {

  private final HttpStore server;

  public ServerCatalog(HttpStore server) {
    this.server = server;
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    return range.isEmpty()
        ? List.of()
        : segments(statistics.batch().listing(() -> ask(range)), range);
  }

  /** The segments of an answer. */
  List<Segment> segments(SegmentsJson answer, TimeRange range) throws StoreException {
    List<Segment> segments = new ArrayList<>();
    for (StoredObject object : answer.segments()) {
      SegmentName name = name(object.key());
      if (range.meets(name.firstTime(), name.lastTime())) {
        segments.add(new Segment(name, object, server));
      }
    }
    segments.sort(Listing.BY_TIME);
    return segments;
  }

  private SegmentName name(String key) throws StoreException {
    try {
      return SegmentName.parse(key);
    } catch (IllegalArgumentException e) {
      throw HttpCatalog.unexpected(server, "a segment whose key is none: " + e.getMessage(), e);
    }
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    return ask(TimeRange.EMPTY).labelKeys();
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return TableListing.in(server, ask(TimeRange.EMPTY).tables());
  }

  private SegmentsJson ask(TimeRange range) throws IOException {
    return HttpCatalog.parse(
        server, server.call("/api/segments" + parameters(range), SegmentsJson.MOST_BYTES));
  }

  /** The query of a URL that asks for the segments of a range. */
  static String parameters(TimeRange range) {
    return "?live=true"
        + (range.start() == Long.MIN_VALUE ? "" : "&start=" + range.start())
        + (range.end() == Long.MAX_VALUE ? "" : "&end=" + range.end());
  }
}
