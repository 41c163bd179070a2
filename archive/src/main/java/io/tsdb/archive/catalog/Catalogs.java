package io.tsdb.archive.catalog;

import io.tsdb.archive.store.HttpStore;
import io.tsdb.archive.store.ObjectStore;
import java.time.Duration;

/** Makes the catalog that a store needs. */
public final class Catalogs {

  private Catalogs() {}

  /**
   * A catalog of a store. No request is made yet.
   *
   * @param memory of the same archive
   * @param listingTtl how old a listing may be that answers; zero to list each time
   */
  public static Catalog open(ObjectStore store, CatalogMemory memory, Duration listingTtl) {
    if (store instanceof HttpStore server) {
      return new HttpCatalog(server, memory, listingTtl);
    }
    ListingCatalog listing = new ListingCatalog(store, memory.spread());
    return new CachedCatalog(listing, store, memory, listingTtl);
  }
}
