package io.tsdb.archive.vfs;

import io.tsdb.archive.range.ByteRange;
import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.range.ReadOrder;
import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One segment, open as a read-only SQLite database whose pages are fetched from its store as SQLite
 * asks for them. First {@link #rows} and {@link #warm}, then SQL over {@link #connection}; when
 * that fails, {@link #explain} tells the cause.
 *
 * <p>For one thread at a time, except {@link #cancel} and {@link #close}. Made by {@link
 * SegmentDatabases#open}.
 */
public final class SegmentDatabase implements AutoCloseable {

  private static final String ZONES =
      "SELECT (SELECT max(n) FROM zone WHERE ts < ?),"
          + " (SELECT min(n) FROM zone WHERE ts >= ?),"
          + " (SELECT max(n) FROM zone)";

  private final SegmentDatabases owner;
  private final String key;
  private final SegmentHeader header;
  private final RangeReader reader;
  private final SegmentConnection connection;
  private final OpenFile file;
  private Optional<SamplePages> samples = Optional.empty();

  /** How many statements are in use. */
  private int statements;

  /** Whether the connection may have something left in it that the next segment must not see. */
  private boolean spoilt;

  private boolean closed;

  SegmentDatabase(
      SegmentDatabases owner,
      String key,
      SegmentHeader header,
      RangeReader reader,
      SegmentConnection connection) {
    this.owner = owner;
    this.key = key;
    this.header = header;
    this.reader = reader;
    this.connection = connection;
    this.file = connection.file();
  }

  /** Key of the segment. */
  public String key() {
    return key;
  }

  /**
   * The connection to SQLite, for anything. It belongs to this object: closing it is not needed.
   * Its failures are to be passed through {@link #explain}. What was done with it is not known, so
   * it serves no other segment afterwards: {@link #prepare} is much cheaper.
   */
  public Connection connection() {
    spoil();
    return connection.connection();
  }

  /**
   * Prepares a query, or takes one that was prepared before, for this segment or another one.
   *
   * @param sql a SELECT
   * @throws SQLException to be passed through {@link #explain}
   */
  public CachedStatement prepare(String sql) throws SQLException {
    if (!sql.startsWith("SELECT ")) {
      throw new IllegalArgumentException("Expected a SELECT, found: " + sql);
    }
    synchronized (connection) {
      if (closed) {
        throw new SQLException("Segment " + key + " is closed");
      }
      statements++;
    }
    return new CachedStatement(this, sql, connection.take(sql));
  }

  /** How many statements wait for their next user. */
  int idleStatements() {
    return connection.idleStatements();
  }

  /** Takes back what {@link #prepare} gave. */
  void giveBack(String sql, PreparedStatement statement) throws SQLException {
    connection.giveBack(sql, statement);
    synchronized (connection) {
      statements--;
    }
  }

  /** Reads the segment's bytes. */
  RangeReader reader() {
    return reader;
  }

  /** What reading costs the query that this segment was opened for. */
  public ReadStatistics statistics() {
    return reader.statistics();
  }

  /**
   * Rows outside of which no event of the time range lies: at most some 1,024 rows too many at
   * either end.
   *
   * @throws IOException if table {@code zone} cannot be read
   */
  public RowRange rows(TimeRange range) throws IOException {
    if (range.isEmpty()) {
      return RowRange.EMPTY;
    }
    try (CachedStatement zones = prepare(ZONES)) {
      zones.set(1, range.start());
      zones.set(2, range.end());
      try (ResultSet row = zones.query()) {
        row.next();
        long before = row.getLong(1);
        long after = row.getLong(2);
        long last = row.wasNull() ? row.getLong(3) : after - 1;
        return before < last ? new RowRange(before + 1, last) : RowRange.EMPTY;
      }
    } catch (SQLException e) {
      throw ioException(e);
    }
  }

  /**
   * Starts to fetch the pages of all these rows of table {@code sample}, see {@link #warm(List,
   * ReadOrder)}.
   *
   * @throws IOException if the pages of the rows cannot be found
   */
  public void warm(RowRange rows) throws IOException {
    warm(List.of(rows), ReadOrder.WHOLE);
  }

  /**
   * Starts to fetch the pages of these rows of table {@code sample}, in parallel and as far ahead
   * of SQLite as the budget and the order allow. Returns at once; what fails is told by the read
   * that needs it. What was planned before is planned no more.
   *
   * @param rows in their order, apart from each other
   * @throws IOException if the pages of the rows cannot be found
   */
  public void warm(List<RowRange> rows, ReadOrder order) throws IOException {
    if (reader.needsNoPlan()) {
      return;
    }
    try {
      List<ByteRange> pages = new ArrayList<>();
      for (RowRange range : rows) {
        pages.addAll(samples().of(range));
      }
      reader.warm(pages, order);
    } catch (SQLException e) {
      throw ioException(e);
    }
  }

  private SamplePages samples() throws IOException, SQLException {
    if (samples.isEmpty()) {
      samples = Optional.of(SamplePages.find(this, reader, key, header, headPages()));
    }
    return samples.get();
  }

  /**
   * Starts to fetch the pages of those of these rows that a full-text search finds: the postings of
   * its terms first, then the rows, each in parallel. It waits for the postings. Where the search
   * finds series of events without text, all rows are needed.
   *
   * @param query in the syntax of FTS5; one that cannot be read is left to the statement that runs
   *     it
   * @param tables what is searched
   * @throws IOException if the pages cannot be found or the postings cannot be read
   */
  public void warmSearch(String query, SearchTables tables, RowRange rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      Optional<SearchReads> reads = searchReads();
      if (reads.isPresent()) {
        reads.get().warm(query, tables, rows);
      }
    } catch (SQLException e) {
      if (explain(e).getCause() instanceof IOException cause) {
        throw cause;
      }
      // SQLite does not understand the query: the statement itself is told so
      reader.warm(List.of());
    }
  }

  /** Empty where the segment has no text index. */
  Optional<SearchReads> searchReads() throws IOException, SQLException {
    SamplePages pages = samples();
    return pages.postings().map(postings -> new SearchReads(this, reader, header, pages, postings));
  }

  /** Number of pages in the head; 0 where the segment does not tell. */
  private int headPages() throws IOException {
    try (CachedStatement statement = prepare("SELECT value FROM segment WHERE key = 'head_pages'");
        ResultSet row = statement.query()) {
      int pages = row.next() ? row.getInt(1) : 0;
      if (pages < 0 || pages > header.pages()) {
        throw new CorruptSegmentException(
            key, "expected head_pages from 0 to " + header.pages() + ", found " + pages);
      }
      return pages;
    } catch (SQLException e) {
      throw ioException(e);
    }
  }

  /** Why the last read that failed did so. */
  public Optional<IOException> failure() {
    return file.failure();
  }

  /**
   * The exception with its true cause: SQLite itself knows only that a read failed.
   *
   * @return an exception whose cause is the store's, or a {@link CorruptSegmentException}; or the
   *     same one, if it has nothing to do with reading
   */
  public SQLException explain(SQLException exception) {
    spoil();
    return SqliteFailures.explain(key, exception, file.takeFailure());
  }

  private IOException ioException(SQLException exception) {
    spoil();
    return SqliteFailures.ioException(key, exception, file.takeFailure());
  }

  private void spoil() {
    synchronized (connection) {
      spoilt = true;
    }
  }

  /**
   * Ends the statement and the read under way, from any thread. The database is usable after. A
   * statement ends so with SQLITE_INTERRUPT, or with {@link InterruptedIOException} as cause.
   */
  public void cancel() throws SQLException {
    synchronized (connection) {
      if (!closed) {
        spoilt = true;
        connection.interrupt();
        reader.cancel();
      }
    }
  }

  /**
   * Closes the segment, from any thread: a statement under way in another one ends with an
   * exception first. Closing again does nothing.
   */
  @Override
  public void close() throws SQLException {
    boolean reusable;
    synchronized (connection) {
      if (closed) {
        return;
      }
      // under the same lock as cancel(), so that nobody interrupts a connection of somebody else
      closed = true;
      reusable = !spoilt && statements == 0 && file.failure().isEmpty();
      if (!reusable && !connection.connection().isClosed()) {
        connection.interrupt();
      }
    }
    reader.close();
    owner.closed(this, connection, reusable);
  }
}
