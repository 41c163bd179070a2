package io.tsdb.archive;

import static java.util.Objects.requireNonNull;

import io.tsdb.archive.catalog.Catalog;
import io.tsdb.archive.catalog.CatalogMemory;
import io.tsdb.archive.catalog.Catalogs;
import io.tsdb.archive.store.ArchiveUrl;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ObjectStores;
import io.tsdb.archive.store.StoreOptions;
import io.tsdb.archive.vfs.SegmentDatabases;
import java.io.IOException;
import java.sql.SQLException;

/**
 * An archive to be read: where its objects lie, which of them are segments, and how a segment is
 * opened as a database. It may be used by any number of threads, and is closed once, by the one who
 * made it.
 *
 * <pre>{@code
 * try (Archive archive = Archive.open(ArchiveUrl.parse("s3://bucket/prefix"), StoreOptions.DEFAULT)) {
 *   for (Segment segment : archive.catalog().segments(range)) {
 *     try (SegmentDatabase database = archive.databases().open(segment)) {
 *       ...
 *     }
 *   }
 * }
 * }</pre>
 */
public final class Archive implements AutoCloseable {

  private final ObjectStore store;
  private final Catalog catalog;
  private final SegmentDatabases databases;

  /**
   * Puts an archive together, which closes {@code databases} and {@code store} when it is closed.
   */
  public Archive(ObjectStore store, Catalog catalog, SegmentDatabases databases) {
    this.store = requireNonNull(store, "store is null");
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.databases = requireNonNull(databases, "databases is null");
  }

  /**
   * Opens the archive that a URL names: by listing a folder or bucket, by the index of a published
   * one, or by asking an ingest server, whose events not sealed yet then belong to it. No request
   * is made yet.
   *
   * @throws IOException if URL and options do not go together, or SQLite cannot be used
   */
  public static Archive open(ArchiveUrl url, ArchiveOptions options) throws IOException {
    SegmentDatabases databases = SegmentDatabases.shared(options.reads());
    try {
      ObjectStore store = ObjectStores.open(url, options.store());
      CatalogMemory memory = CatalogMemory.of(url, options.store());
      return new Archive(store, Catalogs.open(store, memory, options.listingTtl()), databases);
    } catch (IOException | RuntimeException e) {
      try {
        databases.close();
      } catch (SQLException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** Opens the archive that a URL names, with defaults for all but the store's options. */
  public static Archive open(ArchiveUrl url, StoreOptions options) throws IOException {
    return open(url, ArchiveOptions.of(options));
  }

  public ObjectStore store() {
    return store;
  }

  public Catalog catalog() {
    return catalog;
  }

  public SegmentDatabases databases() {
    return databases;
  }

  /** Closes all databases, ends requests under way, and closes the store. */
  @Override
  public void close() throws IOException {
    try {
      databases.close();
    } catch (SQLException e) {
      throw new IOException("A segment of " + store.location() + " cannot be closed", e);
    } finally {
      store.close();
    }
  }
}
