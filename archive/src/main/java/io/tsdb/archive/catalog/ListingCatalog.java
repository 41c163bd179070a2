package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.SortedSet;

/**
 * Finds segments by listing a store: the names say everything. Each call lists anew.
 *
 * <p>An archive whose keys fit a page is listed whole, by one request. That it is larger shows in
 * the first listing; from then on a time range lists the keys of {@link KeyCover} in parallel, so
 * the first listing takes a second round trip and later ones do not. What takes more than a page is
 * split by {@link PageSplit} and, once all was listed, by {@link KeySpread}, at most {@value
 * ParallelCalls#MOST_THREADS} pages at a time. When a listing of all shows that a page is enough
 * again, as compaction may have it, that is used again.
 *
 * <p>Below {@code events/} every file that ends with {@code .sqlite} must be a segment, named and
 * placed by the rules. One that is not makes calls fail whose range meets its folder's: it may be
 * data under a wrong name, and an answer that silently leaves out data is worse than none. All
 * other files are ignored.
 */
public final class ListingCatalog implements Catalog, Lister {

  private final ObjectStore store;
  private final KeySpread spread;
  private final ParallelCalls calls = new ParallelCalls();
  private final LabelCatalog labels;

  public ListingCatalog(ObjectStore store) {
    this(store, new KeySpread());
  }

  /**
   * Lists by what earlier listings told.
   *
   * @param spread of the same archive
   */
  ListingCatalog(ObjectStore store, KeySpread spread) {
    this.store = store;
    this.spread = spread;
    this.labels = new LabelCatalog(store);
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    return list(range, statistics).segments(range);
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    return labels.labelKeys();
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return TableListing.in(store, tableObjects());
  }

  @Override
  public List<StoredObject> tableObjects() throws IOException {
    return TableListing.list(store);
  }

  @Override
  public Listing list(TimeRange range, ReadStatistics statistics) throws IOException {
    TimeRange nameable = range.intersect(FolderCover.NAMEABLE);
    return nameable.isEmpty()
        ? new Listing(range, List.of(), List.of())
        : new PagedListing(store, calls, spread, statistics).list(nameable);
  }
}
