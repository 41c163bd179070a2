package io.tsdb.archive.catalog;

import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * Answers from listings that are not older than a time to live. What it answers is what the archive
 * held at some instant of that time; so it may miss what others added since, and name what they
 * deleted.
 */
final class CachedCatalog implements Catalog {

  private final Lister lister;
  private final ObjectStore store;
  private final CatalogMemory memory;
  private final Duration timeToLive;

  /**
   * Makes a catalog.
   *
   * @param store where the segments that it finds are read
   * @param timeToLive zero to ask anew each time
   */
  CachedCatalog(Lister lister, ObjectStore store, CatalogMemory memory, Duration timeToLive) {
    this.lister = lister;
    this.store = store;
    this.memory = memory;
    this.timeToLive = timeToLive;
  }

  @Override
  public List<Segment> segments(TimeRange range) throws IOException {
    return segments(range, new ReadStatistics());
  }

  @Override
  public List<Segment> segments(TimeRange range, ReadStatistics statistics) throws IOException {
    if (timeToLive.isZero()) {
      return lister.list(range, statistics).segments(range);
    }
    Listing listing =
        memory.listings().get(range, timeToLive, () -> answer(lister.list(range, statistics)));
    return listing.segments(range, store);
  }

  private static RecentAnswers.Answer<Listing> answer(Listing listing) {
    int weight = listing.segments().size() + listing.misplaced().size();
    return new RecentAnswers.Answer<>(listing.covered(), listing, weight);
  }

  @Override
  public SortedSet<String> labelKeys() throws IOException {
    if (timeToLive.isZero()) {
      return lister.labelKeys();
    }
    return memory.labelKeys().get(TimeRange.ALL, timeToLive, this::askLabelKeys);
  }

  private RecentAnswers.Answer<SortedSet<String>> askLabelKeys() throws IOException {
    SortedSet<String> labelKeys = Collections.unmodifiableSortedSet(lister.labelKeys());
    return new RecentAnswers.Answer<>(TimeRange.ALL, labelKeys, labelKeys.size());
  }

  @Override
  public List<TableFile> tables() throws IOException {
    return TableListing.in(
        store,
        timeToLive.isZero()
            ? lister.tableObjects()
            : memory.tables().get(TimeRange.ALL, timeToLive, this::askTables));
  }

  private RecentAnswers.Answer<List<StoredObject>> askTables() throws IOException {
    List<StoredObject> tables = List.copyOf(lister.tableObjects());
    return new RecentAnswers.Answer<>(TimeRange.ALL, tables, tables.size());
  }

  @Override
  public void refresh() {
    memory.forget();
  }
}
