package io.tsdb.archive.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.HttpStore.Fetched;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The catalog of an http URL: that of an ingest server, or the {@code index.json} of a web server
 * that knows nothing of archives. Which it is shows in the first answer to {@code GET
 * <base>/index.json?live=true&start=...&end=...}: an ingest server answers it as {@code
 * /api/segments}, any other with the file, whatever the parameters. So that answer is the first
 * listing too, and which server it is is remembered.
 */
final class HttpCatalog implements Catalog {

  private final HttpStore server;
  private final CatalogMemory memory;
  private final ServerCatalog live;
  private final IndexCatalog index;

  HttpCatalog(HttpStore server, CatalogMemory memory, Duration timeToLive) {
    this.server = server;
    this.memory = memory;
    this.live = new ServerCatalog(server);
    this.index = new IndexCatalog(server, memory, timeToLive);
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    if (range.isEmpty()) {
      return List.of();
    }
    return ask(
        range,
        statistics,
        catalog -> catalog.segments(range, statistics),
        json -> live.segments(json, range),
        first -> first.listing().segments(range, index.files()));
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    return ask(
        TimeRange.EMPTY,
        new ReadStatistics(),
        Catalog::labelKeys,
        SegmentsJson::labelKeys,
        IndexCatalog.Index::labelKeys);
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return ask(
        TimeRange.EMPTY,
        new ReadStatistics(),
        Catalog::tables,
        json -> TableListing.in(server, json.tables()),
        first -> TableListing.in(index.files(), first.tables()));
  }

  @Override
  public void refresh() {
    memory.forget();
  }

  @FunctionalInterface
  private interface Take<A, T> {
    T from(A answer) throws IOException;
  }

  /** Asks the catalog that it is; or finds out which, and takes that answer. */
  private <T> T ask(
      TimeRange range,
      ReadStatistics statistics,
      Take<Catalog, T> known,
      Take<SegmentsJson, T> ofServer,
      Take<IndexCatalog.Index, T> ofIndex)
      throws IOException {
    if (memory.source().isPresent()) {
      try {
        return known.from(memory.source().get().equals(SegmentsJson.SERVER) ? live : index);
      } catch (StoreException e) {
        if (e.reason() == Reason.NOT_FOUND || e.reason() == Reason.PROTOCOL) {
          memory.source(Optional.empty()); // it may be another one by now: the next call asks
        }
        throw e;
      }
    }
    Fetched fetched = statistics.batch().listing(() -> first(range));
    SegmentsJson json = parse(server, fetched.body().orElseThrow());
    T answer =
        json.source().equals(SegmentsJson.SERVER)
            ? ofServer.from(json)
            : ofIndex.from(index.accept(json, fetched.version()));
    memory.source(Optional.of(json.source()));
    return answer;
  }

  private Fetched first(TimeRange range) throws IOException {
    String path = "/" + IndexFile.KEY + ServerCatalog.parameters(range);
    try {
      return server.fetch(path, Optional.empty(), SegmentsJson.MOST_BYTES);
    } catch (StoreException e) {
      if (e.reason() != Reason.NOT_FOUND) {
        throw e;
      }
      throw new StoreException(
          Reason.NOT_FOUND,
          server.location()
              + ": expected an ingest server, or index.json of an archive, found neither (404)."
              + " Check the URL, with its port and path; to publish an archive run: java -jar"
              + " tsdb.jar index --archive URL",
          e);
    }
  }

  static SegmentsJson parse(HttpStore server, byte[] answer) throws StoreException {
    try {
      return SegmentsJson.parse(answer);
    } catch (JsonProcessingException e) {
      throw unexpected(server, "something that is no JSON", e);
    } catch (IOException e) {
      throw unexpected(server, e.getMessage(), e);
    }
  }

  static StoreException unexpected(HttpStore server, String found, Throwable cause) {
    return new StoreException(
        Reason.PROTOCOL,
        server.location()
            + ": expected the list of segments of a tsdb ingest server, or index.json as the"
            + " command index writes it, found "
            + found
            + ". Check that the URL is that of a tsdb ingest server or of a published archive, with"
            + " its port and path, and of the same version as this program; or run the command"
            + " index again.",
        cause);
  }
}
