package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
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
 */
record SegmentScan(
    EventsSource source,
    SegmentStatement statement,
    QueryRun run,
    RunValues values,
    TimeRanges ranges) {

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
    run.segmentOpened();
    return source.databases().open(segment, reads());
  }

  /**
   * Starts to fetch what the statement reads of some rows: ranges in their order, apart from each
   * other.
   *
   * @throws IOException if it cannot be found
   */
  void warm(SegmentDatabase database, List<RowRange> rows) throws IOException {
    if (statement.readsAllRows()) {
      database.warm(rows);
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

  private QueryReads reads() {
    return run.reads(source);
  }
}
