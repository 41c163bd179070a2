package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.CachedStatement;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The rows that a statement yields in one segment. For one thread at a time, except {@link
 * #cancel}.
 */
final class SegmentCursor implements AutoCloseable {

  private final SegmentDatabase database;
  private final SegmentScan scan;
  private final RowRange range;
  private boolean started;
  private Optional<CachedStatement> prepared = Optional.empty();
  private volatile Optional<ResultSet> rows = Optional.empty();

  private SegmentCursor(SegmentDatabase database, SegmentScan scan, RowRange range) {
    this.database = database;
    this.scan = scan;
    this.range = range;
  }

  /**
   * Opens the segment and plans what is read of it. The statement starts with the first {@link
   * #next}.
   *
   * @throws IOException if the segment cannot be read
   */
  static SegmentCursor open(SegmentScan scan, Segment segment) throws IOException {
    SegmentDatabase database = scan.open(segment);
    try {
      RowRange range = rows(database, segment.name(), scan.range());
      warm(database, scan, range);
      return new SegmentCursor(database, scan, range);
    } catch (IOException | RuntimeException | Error e) {
      try {
        database.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static void warm(SegmentDatabase database, SegmentScan scan, RowRange range)
      throws IOException {
    SegmentStatement statement = scan.statement();
    if (statement.readsAllRows()) {
      database.warm(range);
      return;
    }
    if (statement.search().isPresent()) {
      SegmentSearch search = statement.search().get();
      Optional<Object> query = scan.values().get(search.query());
      if (query.isPresent()) {
        database.warmSearch((String) query.get(), search.tables(), range);
      }
    }
  }

  private static RowRange rows(SegmentDatabase database, SegmentName name, TimeRange range)
      throws IOException {
    return range.contains(name.firstTime()) && range.contains(name.lastTime())
        ? new RowRange(1, name.rows())
        : database.rows(range);
  }

  private void start() throws SQLException {
    started = true;
    if (range.isEmpty()) {
      return;
    }
    CachedStatement query = database.prepare(scan.statement().sql());
    prepared = Optional.of(query);
    List<RunValue> parameters = scan.statement().values();
    for (int i = 0; i < parameters.size(); i++) {
      query.set(i + 1, scan.values().get(parameters.get(i), range).orElse(null));
    }
    rows = Optional.of(query.query());
  }

  /**
   * The next row.
   *
   * @return its columns, null where they are null; empty after the last row
   * @throws QueryException if SQLite fails
   */
  Optional<Object[]> next() {
    try {
      if (!started) {
        start();
      }
      Optional<ResultSet> current = rows;
      if (current.isEmpty() || !current.get().next()) {
        return Optional.empty();
      }
      ResultSet row = current.get();
      List<RunType> types = scan.statement().columns();
      Object[] columns = new Object[types.size()];
      for (int i = 0; i < columns.length; i++) {
        columns[i] = types.get(i).read(row, i + 1);
      }
      return Optional.of(columns);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private QueryException failure(SQLException e) {
    SQLException explained = database.explain(e);
    if (explained.getCause() != null) {
      return new QueryException(explained.getMessage(), explained.getCause());
    }
    if (scan.statement().textQueries().isEmpty()) {
      return new QueryException(
          "SQLite failed in segment " + database.key() + ": " + e.getMessage(), e);
    }
    StringBuilder queries = new StringBuilder();
    for (RunValue query : scan.statement().textQueries()) {
      queries
          .append(queries.isEmpty() ? "'" : ", '")
          .append(scan.values().get(query).orElse("null"));
      queries.append('\'');
    }
    return new QueryException(
        "Text search for "
            + queries
            + " failed in segment "
            + database.key()
            + ": "
            + e.getMessage()
            + ". A query is words, \"phrases\", prefix*, joined by AND, OR, NOT (FTS5)",
        e);
  }

  /** Ends the statement and the read under way, from any thread. */
  void cancel() {
    try {
      database.cancel();
    } catch (SQLException e) {
      // SQLite could not be told. Who reads sees at the next row that it is to end.
      rows = Optional.empty();
    }
  }

  /** Closes the segment; closing again does nothing. */
  @Override
  public void close() {
    rows = Optional.empty();
    try (database) {
      if (prepared.isPresent()) {
        prepared.get().close();
      }
    } catch (SQLException e) {
      throw new QueryException("Closing segment " + database.key() + " failed", e);
    }
  }
}
