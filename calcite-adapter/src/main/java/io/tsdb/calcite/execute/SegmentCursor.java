package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rows that a statement yields in one segment. For one thread at a time, except {@link
 * #cancel}.
 */
final class SegmentCursor implements AutoCloseable {

  private final SegmentDatabase database;
  private final SegmentScan scan;
  private final SegmentRows rows;
  private final SampledTime time = new SampledTime();
  private long rowsGathered;
  private boolean counted;
  private volatile boolean ended;

  private SegmentCursor(SegmentDatabase database, SegmentScan scan, SegmentRows rows) {
    this.database = database;
    this.scan = scan;
    this.rows = rows;
  }

  /**
   * Opens the segment and plans what is read of it. The statement starts with the first {@link
   * #next}.
   *
   * @param demand how much of the segment is going to be read
   * @throws IOException if the segment cannot be read
   */
  static SegmentCursor open(SegmentScan scan, Segment segment, Demand demand) throws IOException {
    long start = System.nanoTime();
    SegmentDatabase database = scan.open(segment);
    try {
      return new SegmentCursor(database, scan, rows(scan, segment.name(), database, demand));
    } catch (IOException | RuntimeException | Error e) {
      try {
        database.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    } finally {
      scan.run().counts().segmentNanos.add(System.nanoTime() - start);
    }
  }

  private static SegmentRows rows(
      SegmentScan scan, SegmentName name, SegmentDatabase database, Demand demand)
      throws IOException {
    SegmentStatement statement = scan.statement();
    if (statement.seriesFilter().isPresent()
        && !statement.seriesFilter().get().accepts(database, scan.values())) {
      return SegmentRows.NONE;
    }
    if (statement.aggregate().isPresent()) {
      return aggregateRows(scan, name, database, statement.aggregate().get());
    }
    Map<RunValue, String> chosen = new HashMap<>();
    for (RunValue value : statement.select().values()) {
      if (value instanceof RunValue.ChosenSeries series && !chosen.containsKey(series)) {
        SeriesChoice.Chosen ids = series.choice().of(database, scan.values());
        if (!ids.any()) {
          return SegmentRows.NONE;
        }
        chosen.put(series, ids.ids().orElse(null));
      }
    }
    if (scan.found().isPresent()) {
      return firstRows(scan, name, database, scan.found().get(), chosen);
    }
    List<RowRange> ranges = rowRanges(scan, name, database);
    scan.warm(database, name, ranges, demand);
    if (scan.wanted().isDescending()) {
      Collections.reverse(ranges);
    }
    List<SegmentRows> parts = new ArrayList<>();
    for (RowRange rows : ranges) {
      parts.add(
          new SelectRows(
              database, statement.select(), scan.values(), chosen, rows, scan.range(name)));
    }
    return parts.size() == 1 ? parts.get(0) : new ConsecutiveRows(parts);
  }

  /** Of a walk, nothing but the head is read where it shows no group that may still change. */
  private static SegmentRows aggregateRows(
      SegmentScan scan, SegmentName name, SegmentDatabase database, SegmentAggregate aggregate)
      throws IOException {
    if (aggregate.walk().isEmpty()) {
      return new AggregateRows(database, name, aggregate, scan);
    }
    WalkedGroups walked = scan.walked().orElseThrow();
    Optional<Map<List<Object>, List<Long>>> groups = walked.undecided(database, name);
    if (groups.isEmpty() || AggregateRows.usesRollups(database, name, aggregate, scan)) {
      return groups.filter(Map::isEmpty).isPresent()
          ? SegmentRows.NONE
          : new AggregateRows(database, name, aggregate, scan);
    }
    Map<List<Object>, List<Long>> undecided = groups.get();
    if (undecided.isEmpty()) {
      return SegmentRows.NONE;
    }
    SeriesWalk walk = aggregate.walk().get();
    return new WalkedRows(
        walk,
        walked,
        undecided,
        reading(scan, name, database, walk.select().select(), Map.of(), undecided));
  }

  /** Nothing but the head is read where it shows no series that is missing. */
  private static SegmentRows firstRows(
      SegmentScan scan,
      SegmentName name,
      SegmentDatabase database,
      FoundGroups found,
      Map<RunValue, String> chosen)
      throws IOException {
    Map<List<Object>, List<Long>> missing = found.missing(database, chosen.values());
    if (missing.isEmpty()) {
      return SegmentRows.NONE;
    }
    SegmentSelect select = scan.statement().select();
    return new FirstOfSegment(
        found, missing, reading(scan, name, database, select, chosen, missing));
  }

  /** What is read in order of time, and perhaps not to its end. */
  private static SeriesReading reading(
      SegmentScan scan,
      SegmentName name,
      SegmentDatabase database,
      SegmentSelect select,
      Map<RunValue, String> chosen,
      Map<List<Object>, List<Long>> groups)
      throws IOException {
    List<RowRange> ranges = rowRanges(scan, name, database);
    scan.warm(database, name, ranges, Demand.AS_READ);
    if (scan.wanted().isDescending()) {
      Collections.reverse(ranges);
    }
    return new SeriesReading(
        database, select, scan.values(), chosen, ranges, scan.range(name), groups);
  }

  /** The rows outside of which no event lies that is asked for, as ranges apart from each other. */
  private static List<RowRange> rowRanges(
      SegmentScan scan, SegmentName name, SegmentDatabase database) throws IOException {
    List<RowRange> apart = new ArrayList<>();
    for (TimeRange range : scan.ranges().meeting(name.firstTime(), name.lastTime()).ranges()) {
      boolean all = range.contains(name.firstTime()) && range.contains(name.lastTime());
      RowRange rows = all ? new RowRange(1, name.rows()) : database.rows(range);
      RowRange last = apart.isEmpty() ? RowRange.EMPTY : apart.get(apart.size() - 1);
      if (rows.isEmpty()) {
        continue;
      }
      if (!last.isEmpty() && rows.first() <= last.last() + 1) {
        apart.set(apart.size() - 1, new RowRange(last.first(), Math.max(last.last(), rows.last())));
      } else {
        apart.add(rows);
      }
    }
    return apart;
  }

  /**
   * The next row.
   *
   * @return its columns, null where they are null; empty after the last row
   * @throws QueryException if SQLite fails
   */
  Optional<Object[]> next() {
    if (ended) {
      return Optional.empty();
    }
    time.begin();
    try {
      Optional<Object[]> row = rows.next();
      rowsGathered += row.isPresent() ? 1 : 0;
      return row;
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      time.end();
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
      ended = true;
    }
  }

  /** Adds what it has cost to the account of the run. */
  private void count() {
    if (counted) {
      return;
    }
    counted = true;
    RunCounts counts = scan.run().counts();
    counts.rowsRead.add(rows.rowsRead());
    counts.rowsGathered.add(rowsGathered);
    counts.segmentNanos.add(time.nanos());
  }

  /** Closes the segment; closing again does nothing. */
  @Override
  public void close() {
    ended = true;
    count();
    try (database) {
      rows.close();
    } catch (SQLException e) {
      throw new QueryException("Closing segment " + database.key() + " failed", e);
    }
  }
}
