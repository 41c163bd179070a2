package io.tsdb.calcite.testing;

import io.tsdb.archive.Archive;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.testing.WatchedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/**
 * The archive in a folder with nothing cached, so that to open a segment is to read it, and all
 * reads are watched.
 */
public final class ColdArchive implements AutoCloseable {

  private final WatchedStore store;
  private final Archive archive;
  private final Queries queries;

  ColdArchive(Path folder) throws IOException, SQLException {
    this.store = new WatchedStore(new FileStore(folder));
    this.archive = ArchiveFixture.open(store);
    this.queries = Queries.open(archive, TimeRange.ALL);
  }

  public WatchedStore store() {
    return store;
  }

  public Archive archive() {
    return archive;
  }

  public Queries queries() {
    return queries;
  }

  /** Keys of the segments read since the last call. */
  public Set<String> takeRead() {
    Set<String> keys = new TreeSet<>();
    store.reads().forEach(read -> keys.add(read.key()));
    store.reset();
    return keys;
  }

  @Override
  public void close() throws IOException, SQLException {
    queries.close();
    archive.close();
  }
}
