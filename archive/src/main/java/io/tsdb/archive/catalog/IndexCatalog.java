package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.DocumentVersion;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.HttpStore.Fetched;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.store.WebStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Finds segments in the {@code index.json} of a web server that knows nothing of archives. An index
 * older than the time to live is asked for anew, unless it has changed ({@code If-None-Match}, or
 * {@code If-Modified-Since} where the server gives no ETags).
 */
final class IndexCatalog implements Catalog {

  private static final String PATH = "/" + IndexFile.KEY;

  private final HttpStore server;
  private final WebStore files;
  private final CatalogMemory memory;
  private final Duration timeToLive;

  IndexCatalog(HttpStore server, CatalogMemory memory, Duration timeToLive) {
    this.server = server;
    this.files = server.webStore();
    this.memory = memory;
    this.timeToLive = timeToLive;
  }

  /**
   * What an index says.
   *
   * @param listing of all segments
   * @param tables all files of reference data
   * @param version of the document, if the server told
   */
  record Index(
      Listing listing,
      SortedSet<String> labelKeys,
      List<StoredObject> tables,
      Optional<DocumentVersion> version) {}

  /** Where segments are read. */
  WebStore files() {
    return files;
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    return index(statistics).listing().segments(range, files);
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    return index(new ReadStatistics()).labelKeys();
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return TableListing.in(files, index(new ReadStatistics()).tables());
  }

  @Override
  public void refresh() {
    memory.forget();
  }

  private Index index(ReadStatistics statistics) throws IOException {
    return timeToLive.isZero()
        ? ask(statistics)
        : memory.indexes().get(TimeRange.ALL, timeToLive, () -> answer(ask(statistics)));
  }

  private Index ask(ReadStatistics statistics) throws IOException {
    Optional<Index> known = memory.index();
    Optional<DocumentVersion> version = known.flatMap(Index::version);
    Fetched fetched =
        statistics.batch().listing(() -> server.fetch(PATH, version, SegmentsJson.MOST_BYTES));
    if (fetched.body().isEmpty()) {
      return known.orElseThrow();
    }
    SegmentsJson json = HttpCatalog.parse(server, fetched.body().get());
    Index index = read(json, fetched.version());
    memory.index(index);
    return index;
  }

  /** Takes an index that was fetched just now, and answers from it. */
  Index accept(SegmentsJson json, Optional<DocumentVersion> version) throws IOException {
    Index index = read(json, version);
    memory.index(index);
    return timeToLive.isZero()
        ? index
        : memory.indexes().get(TimeRange.ALL, timeToLive, () -> answer(index));
  }

  private static RecentAnswers.Answer<Index> answer(Index index) {
    return new RecentAnswers.Answer<>(TimeRange.ALL, index, 1);
  }

  private Index read(SegmentsJson json, Optional<DocumentVersion> version) throws StoreException {
    if (!json.source().equals(SegmentsJson.INDEX)) {
      throw HttpCatalog.unexpected(
          server, "the source '" + json.source() + "' where 'index' is expected", null);
    }
    if (json.version() != IndexFile.VERSION) {
      throw HttpCatalog.unexpected(
          server,
          "an index of version "
              + json.version()
              + " where this program reads version "
              + IndexFile.VERSION,
          null);
    }
    SegmentKeys names = new SegmentKeys(files);
    json.segments().forEach(names::add);
    if (!names.misplaced().isEmpty()) {
      Misplaced first = names.misplaced().get(0);
      throw HttpCatalog.unexpected(server, "the key " + first.key() + ": " + first.problem(), null);
    }
    List<Segment> segments = Superseded.drop(names.segments());
    for (Segment segment : segments) {
      StoredObject object = segment.object();
      if (object.size() < segment.name().headBytes()) {
        throw HttpCatalog.unexpected(
            server, object.key() + " of " + object.size() + " bytes, less than its head", null);
      }
    }
    segments.sort(Listing.BY_TIME);
    return new Index(
        new Listing(TimeRange.ALL, segments, List.of()),
        Collections.unmodifiableSortedSet(json.labelKeys()),
        json.tables(),
        version);
  }
}
