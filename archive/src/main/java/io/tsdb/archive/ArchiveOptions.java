package io.tsdb.archive;

import static java.util.Objects.requireNonNull;

import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.store.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an archive is opened.
 *
 * @param store credentials and patience
 * @param reads bounds of memory and requests
 * @param listingTtl how long a listing of segments answers queries before the archive is listed
 *     again; zero to list for each query. What other processes seal may be seen so much later
 */
public record ArchiveOptions(StoreOptions store, ReadOptions reads, Duration listingTtl) {

  /** 5 s. */
  public static final Duration LISTING_TTL = Duration.ofSeconds(5);

  /** 24 h. */
  public static final Duration LONGEST_LISTING_TTL = Duration.ofHours(24);

  public ArchiveOptions {
    requireNonNull(store, "store is null");
    requireNonNull(reads, "reads is null");
    if (listingTtl.isNegative() || listingTtl.compareTo(LONGEST_LISTING_TTL) > 0) {
      throw new IllegalArgumentException(
          "Expected listingTtl from 0 to " + LONGEST_LISTING_TTL + ", found " + listingTtl);
    }
  }

  /** Defaults for all but the store's options. */
  public static ArchiveOptions of(StoreOptions store) {
    return new ArchiveOptions(store, ReadOptions.defaults(), LISTING_TTL);
  }

  /** The same with another time for which listings answer. */
  public ArchiveOptions withListingTtl(Duration listingTtl) {
    return new ArchiveOptions(store, reads, listingTtl);
  }

  /** The same with a folder in which heads of segments are kept on disk; none if absent. */
  public ArchiveOptions withCacheDir(Optional<Path> cacheDir) {
    return new ArchiveOptions(
        store, reads.withHeads(reads.heads().withCacheDir(cacheDir)), listingTtl);
  }
}
