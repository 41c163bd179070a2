package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.ObjectStore;
import java.util.Comparator;
import java.util.List;

/**
 * What was found when an archive was asked for its segments.
 *
 * @param covered all segments that may hold events of this time were found; at least what was asked
 * @param segments in ascending order of first time, last time and key; some may lie outside of
 *     {@code covered}
 * @param misplaced files that are to be segments and are none
 */
record Listing(TimeRange covered, List<Segment> segments, List<Misplaced> misplaced) {

  /** Ascending first time, last time and key. */
  static final Comparator<Segment> BY_TIME =
      Comparator.comparingLong((Segment segment) -> segment.name().firstTime())
          .thenComparingLong(segment -> segment.name().lastTime())
          .thenComparing(segment -> segment.object().key());

  /** The same as {@link #segments(TimeRange)}, to be read from a store. */
  List<Segment> segments(TimeRange range, ObjectStore store) throws CorruptSegmentException {
    // another connection may have listed; each reads by its own store, since the other's may close
    return segments(range).stream()
        .map(
            segment ->
                segment.store() == store
                    ? segment
                    : new Segment(segment.name(), segment.object(), store))
        .toList();
  }

  /**
   * The segments that may hold events of a range, in the same order.
   *
   * @throws CorruptSegmentException if a misplaced file may hold some too
   */
  List<Segment> segments(TimeRange range) throws CorruptSegmentException {
    for (Misplaced each : misplaced) {
      if (!range.intersect(each.span()).isEmpty()) {
        throw new CorruptSegmentException(each.key(), each.problem());
      }
    }
    return segments.stream()
        .filter(segment -> range.meets(segment.name().firstTime(), segment.name().lastTime()))
        .toList();
  }
}
