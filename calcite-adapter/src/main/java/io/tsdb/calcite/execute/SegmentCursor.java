package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
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

/** The rows that a statement yields in one segment. For one thread. */
final class SegmentCursor implements AutoCloseable {

  private final SegmentDatabase database;
  private final SegmentStatement statement;
  private final RunValues values;
  private Optional<CachedStatement> prepared = Optional.empty();
  private Optional<ResultSet> rows = Optional.empty();

  private SegmentCursor(SegmentDatabase database, SegmentStatement statement, RunValues values) {
    this.database = database;
    this.statement = statement;
    this.values = values;
  }

  /**
   * Opens the segment and starts the statement.
   *
   * @throws IOException if the segment cannot be read
   * @throws QueryException if SQLite refuses the statement
   */
  static SegmentCursor open(
      EventsSource source,
      Segment segment,
      QueryReads reads,
      CancelWatch watch,
      SegmentStatement statement,
      RunValues values,
      TimeRange range)
      throws IOException {
    SegmentDatabase database = source.databases().open(segment, reads);
    watch.busy(Optional.of(database));
    SegmentCursor cursor = new SegmentCursor(database, statement, values);
    try {
      cursor.start(rows(database, segment.name(), range));
      return cursor;
    } catch (IOException | RuntimeException | Error e) {
      try {
        cursor.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static RowRange rows(SegmentDatabase database, SegmentName name, TimeRange range)
      throws IOException {
    return range.contains(name.firstTime()) && range.contains(name.lastTime())
        ? new RowRange(1, name.rows())
        : database.rows(range);
  }

  private void start(RowRange range) throws IOException {
    if (range.isEmpty()) {
      return;
    }
    if (statement.readsAllRows()) {
      database.warm(range);
    }
    try {
      CachedStatement query = database.prepare(statement.sql());
      prepared = Optional.of(query);
      List<RunValue> parameters = statement.values();
      for (int i = 0; i < parameters.size(); i++) {
        query.set(i + 1, values.get(parameters.get(i), range).orElse(null));
      }
      rows = Optional.of(query.query());
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * The next row.
   *
   * @return its columns, null where they are null; empty after the last row
   */
  Optional<Object[]> next() {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    ResultSet row = rows.get();
    try {
      if (!row.next()) {
        return Optional.empty();
      }
      List<RunType> types = statement.columns();
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
    if (statement.textQueries().isEmpty()) {
      return new QueryException(
          "SQLite failed in segment " + database.key() + ": " + e.getMessage(), e);
    }
    StringBuilder queries = new StringBuilder();
    for (RunValue query : statement.textQueries()) {
      queries.append(queries.isEmpty() ? "'" : ", '").append(values.get(query).orElse("null"));
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
