package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.range.ReadOrder;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.RowRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What all segments of one run have in common.
 *
 * @param source opens them
 * @param statement runs in each
 * @param run shared by all scans of the query
 * @param values of the statement, safe for many threads
 * @param ranges of time that are read
 * @param wanted which rows are delivered
 * @param found if only the first row of each of some groups of series is wanted
 * @param walked if an aggregate is read from one end of time on
 */
record SegmentScan(
    EventsSource source,
    SegmentStatement statement,
    QueryRun run,
    RunValues values,
    TimeRanges ranges,
    RowsWanted wanted,
    Optional<FoundGroups> found,
    Optional<WalkedGroups> walked) {

  /** Zones tell the rows of a range of time so exactly, at either end. */
  private static final long ROWS_PER_ZONE = 1024;

  /** The same, its rows segment by segment. */
  SegmentScan unordered() {
    return new SegmentScan(
        source, statement, run, values, ranges, wanted.unmerged(), found, walked);
  }

  /** From the first instant that is read of a segment to the last one. */
  TimeRange range(SegmentName name) {
    return ranges.meeting(name.firstTime(), name.lastTime()).hull();
  }

  /** Has the heads of these segments fetched, all at once; it does not wait for them. */
  void prefetch(List<Segment> segments) {
    if (!segments.isEmpty()) {
      source.databases().prefetch(segments, reads());
    }
  }

  /**
   * Opens a segment.
   *
   * @throws IOException if it cannot be read
   */
  SegmentDatabase open(Segment segment) throws IOException {
    run.counts().segmentsOpened.increment();
    return source.databases().open(segment, reads());
  }

  /**
   * Starts to fetch what the statement reads of some rows: ranges in their order, apart from each
   * other.
   *
   * @param demand how many of them
   * @throws IOException if it cannot be found
   */
  void warm(SegmentDatabase database, SegmentName name, List<RowRange> rows, Demand demand)
      throws IOException {
    if (statement.readsAllRows()) {
      Optional<RowRange> few = rows.size() == 1 ? needed(rows.get(0), name) : Optional.empty();
      if (few.isPresent()) {
        database.warm(few.get());
      } else if (demand == Demand.ALL) {
        database.warm(rows, ReadOrder.WHOLE);
      } else {
        database.warm(rows, wanted.isDescending() ? ReadOrder.FROM_END : ReadOrder.FROM_START);
      }
      return;
    }
    if (statement.search().isPresent()) {
      SegmentSearch search = statement.search().get();
      Optional<Object> query = values.get(search.query());
      if (query.isPresent()) {
        RowRange hull =
            rows.isEmpty()
                ? RowRange.EMPTY
                : new RowRange(rows.get(0).first(), rows.get(rows.size() - 1).last());
        database.warmSearch((String) query.get(), search.tables(), hull);
      }
    }
  }

  /** Those of some rows that are delivered, if a limit tells that they are few. */
  private Optional<RowRange> needed(RowRange rows, SegmentName name) {
    if (!wanted.unfiltered() || !wanted.limit().isLimited()) {
      return Optional.empty();
    }
    long most = values.needed(wanted.limit());
    if (most > rows.count() - ROWS_PER_ZONE) {
      return Optional.empty();
    }
    // what lies before the range of time is left out of them
    long needed = most + (rows.count() == name.rows() ? 0 : ROWS_PER_ZONE);
    return Optional.of(
        wanted.isDescending()
            ? new RowRange(rows.last() - needed + 1, rows.last())
            : new RowRange(rows.first(), rows.first() + needed - 1));
  }

  private QueryReads reads() {
    return run.reads(source);
  }
}
