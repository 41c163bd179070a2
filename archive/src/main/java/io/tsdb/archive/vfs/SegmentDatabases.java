package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.HeadFormat;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.range.RangeReaders;
import io.tsdb.archive.range.ReadOptions;
import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.SegmentHead;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens segments as SQLite databases that read their pages from the object store. All databases of
 * one instance share its cache, its budget for reading ahead, and its threads. Safe for use by many
 * threads.
 */
public final class SegmentDatabases implements AutoCloseable {

  private static final HeadFormat FORMAT =
      (key, size, head) -> SegmentHead.verify(key, head, size).groupChecksums();

  private final SqliteVfs vfs;
  private final RangeReaders readers;
  private final IdleConnections idle = new IdleConnections();
  private final Set<SegmentDatabase> open = ConcurrentHashMap.newKeySet();
  private boolean closed;

  /**
   * Databases with caches, budgets and threads of their own.
   *
   * @throws VfsUnavailableException if the SQLite library of this process cannot be used
   */
  public SegmentDatabases(ReadOptions options) throws VfsUnavailableException {
    this(SqliteVfs.acquire(), new RangeReaders(options, FORMAT));
  }

  private SegmentDatabases(SqliteVfs vfs, RangeReaders readers) {
    this.vfs = vfs;
    this.readers = readers;
  }

  /**
   * Databases that share caches, budgets and threads with all others in the process that were made
   * so within the same bounds, as long as one of them is open.
   *
   * @throws VfsUnavailableException if the SQLite library of this process cannot be used
   */
  public static SegmentDatabases shared(ReadOptions options) throws VfsUnavailableException {
    return new SegmentDatabases(SqliteVfs.acquire(), RangeReaders.shared(options, FORMAT));
  }

  /** What all databases opened for one query share. */
  public QueryReads newQuery() {
    return readers.newQuery();
  }

  /**
   * Says which segments the query is going to open, in this order: their heads are fetched ahead,
   * in parallel, within the bounds of {@link ReadOptions}. It returns at once. Called again, it
   * adds to what was said before; segments said before are not fetched twice. What fails, is told
   * by {@link #open}. {@link QueryReads#close} ends what is under way.
   */
  public void prefetch(List<Segment> next, QueryReads query) {
    readers.prefetch(next.stream().map(SegmentDatabases::wanted).toList(), query);
  }

  private static RangeReaders.Wanted wanted(Segment segment) {
    return new RangeReaders.Wanted(segment.store(), segment.object(), segment.name().headBytes());
  }

  /** Opens a segment for a query of its own. */
  public SegmentDatabase open(Segment segment) throws IOException {
    return open(segment, newQuery());
  }

  /**
   * Opens a segment, by one request, none if its head is cached.
   *
   * @throws CorruptSegmentException if the object is not a segment
   * @throws IOException if it cannot be read
   */
  public SegmentDatabase open(Segment segment, QueryReads query) throws IOException {
    StoredObject object = segment.object();
    requireOpen(object.key());
    RangeReader reader = readers.open(wanted(segment), query);
    try {
      SegmentHeader header = SegmentHeader.read(reader);
      SegmentConnection connection = connect(object.key(), reader);
      SegmentDatabase database =
          new SegmentDatabase(this, object.key(), header, reader, connection);
      try {
        register(database);
        return database;
      } catch (IOException | RuntimeException | Error e) {
        closeAfter(e, database);
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  private SegmentConnection connect(String key, RangeReader reader) throws IOException {
    Optional<SegmentConnection> known = idle.take(reader);
    if (known.isPresent()) {
      known.get().file().bind(reader);
      return known.get();
    }
    OpenFile file = vfs.files().add();
    file.bind(reader);
    try {
      return SegmentConnection.open(vfs, file);
    } catch (SQLException e) {
      vfs.files().remove(file);
      throw SqliteFailures.ioException(key, e, file.takeFailure());
    } catch (RuntimeException | Error e) {
      vfs.files().remove(file);
      throw e;
    }
  }

  private synchronized void register(SegmentDatabase database) throws IOException {
    requireOpen(database.key());
    open.add(database);
  }

  private synchronized void requireOpen(String key) throws IOException {
    if (closed) {
      throw new IOException("Opening segment " + key + " failed: the archive is closed");
    }
  }

  void closed(SegmentDatabase database, SegmentConnection connection, boolean reusable)
      throws SQLException {
    open.remove(database);
    if (reusable && connection.isReusable()) {
      connection.file().unbind();
      idle.put(connection);
    } else {
      connection.close();
    }
  }

  private static void closeAfter(Throwable failure, SegmentDatabase database) {
    try {
      database.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** What all queries together have cost. */
  public ReadStatistics statistics() {
    return readers.statistics();
  }

  /** Bytes of the blocks kept after use; within the bound, once no thread adds any. */
  public long cachedBytes() {
    return readers.cachedBytes();
  }

  /** How many databases are open. */
  public int openDatabases() {
    return open.size();
  }

  /** Closes all databases; statements under way end with an exception. */
  @Override
  public void close() throws SQLException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    SQLException failure = null;
    for (SegmentDatabase database : Set.copyOf(open)) {
      try {
        database.close();
      } catch (SQLException e) {
        failure = e;
      }
    }
    try {
      idle.close();
    } catch (SQLException e) {
      failure = e;
    }
    readers.close();
    vfs.release();
    if (failure != null) {
      throw failure;
    }
  }
}
