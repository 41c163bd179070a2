package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.util.List;

/**
 * What all segments of one run have in common.
 *
 * @param source opens them
 * @param statement runs in each
 * @param run shared by all scans of the query
 * @param values of the statement, safe for many threads
 * @param range of time that is read
 */
record SegmentScan(
    EventsSource source,
    SegmentStatement statement,
    QueryRun run,
    RunValues values,
    TimeRange range) {

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

  private QueryReads reads() {
    return run.reads(source);
  }
}
