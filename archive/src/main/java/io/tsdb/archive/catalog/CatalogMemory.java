package io.tsdb.archive.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * What a process remembers of an archive's catalog, for all of its connections with the same URL
 * and credentials. It goes when none of them is left.
 */
public final class CatalogMemory {

  /** Most segments that are remembered of one archive. */
  static final int MOST_SEGMENTS = 100_000;

  private static final int MOST_LABEL_KEYS = 1_000_000;

  private static final Cache<Origin, CatalogMemory> SHARED =
      Caffeine.newBuilder().weakValues().build();

  private final KeySpread spread = new KeySpread();
  private final RecentAnswers<Listing> listings;
  private final RecentAnswers<SortedSet<String>> labelKeys;
  private final RecentAnswers<List<StoredObject>> tables;

  private final RecentAnswers<IndexCatalog.Index> indexes;
  private volatile Optional<IndexCatalog.Index> index = Optional.empty();
  private volatile Optional<String> source = Optional.empty();

  CatalogMemory(LongSupplier nanos) {
    indexes = new RecentAnswers<>(1, nanos);
    listings = new RecentAnswers<>(MOST_SEGMENTS, nanos);
    labelKeys = new RecentAnswers<>(MOST_LABEL_KEYS, nanos);
    tables = new RecentAnswers<>(TableListing.MOST_FILES, nanos);
  }

  private record Origin(ArchiveUrl url, StoreOptions options) {}

  /** The memory that is shared by all who open a URL with equal options. */
  public static CatalogMemory of(ArchiveUrl url, StoreOptions options) {
    return SHARED.get(new Origin(url, options), origin -> new CatalogMemory(System::nanoTime));
  }

  KeySpread spread() {
    return spread;
  }

  RecentAnswers<Listing> listings() {
    return listings;
  }

  /** All label keys, as answers about {@link TimeRange#ALL}. */
  RecentAnswers<SortedSet<String>> labelKeys() {
    return labelKeys;
  }

  /** All files of reference data, as answers about {@link TimeRange#ALL}. */
  RecentAnswers<List<StoredObject>> tables() {
    return tables;
  }

  /** The index of a web server, while it need not be asked for again. */
  RecentAnswers<IndexCatalog.Index> indexes() {
    return indexes;
  }

  /** The last index that a web server gave. */
  Optional<IndexCatalog.Index> index() {
    return index;
  }

  void index(IndexCatalog.Index last) {
    index = Optional.of(last);
  }

  /** What an http URL turned out to be: a {@link SegmentsJson#source}. */
  Optional<String> source() {
    return source;
  }

  void source(Optional<String> found) {
    source = found;
  }

  void forget() {
    indexes.forget();
    listings.forget();
    labelKeys.forget();
    tables.forget();
  }
}
