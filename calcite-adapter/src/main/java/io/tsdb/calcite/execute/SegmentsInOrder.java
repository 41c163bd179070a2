package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Puts segments into the order in which a run in order of time begins them, by their names. */
final class SegmentsInOrder {

  private final boolean descending;
  private final List<Segment> segments;

  /**
   * @param segments those of a listing, in its order
   */
  SegmentsInOrder(List<Segment> segments, RowsWanted wanted) {
    this.descending = wanted.isDescending();
    this.segments = new ArrayList<>(segments);
    // a stable sort: those of one time stay in the order of their names
    this.segments.sort(Comparator.comparingLong(this::start));
  }

  /** By which segments are begun; the earlier, the smaller. */
  private long start(Segment segment) {
    SegmentName name = segment.name();
    return descending ? -name.lastTime() : name.firstTime();
  }

  /** The other end of a segment's times, in the same direction. */
  private long end(Segment segment) {
    SegmentName name = segment.name();
    return descending ? -name.firstTime() : name.lastTime();
  }

  List<Segment> all() {
    return List.copyOf(segments);
  }

  /**
   * Those that can hold the first {@code rows} rows, if all events of some ranges of time are rows.
   * Those that lie within one tell how many they have.
   */
  List<Segment> holding(long rows, TimeRanges ranges) {
    if (rows == 0) {
      return List.of();
    }
    long counted = 0;
    long lastEnd = Long.MIN_VALUE;
    int count = 0;
    while (count < segments.size() && counted < rows) {
      Segment segment = segments.get(count);
      SegmentName name = segment.name();
      if (isWithin(name, ranges)) {
        counted += name.rows();
        lastEnd = Math.max(lastEnd, end(segment));
      }
      count++;
    }
    if (counted < rows) {
      return all();
    }
    // a later segment counts if it has rows before the last of those counted
    while (count < segments.size() && start(segments.get(count)) < lastEnd) {
      count++;
    }
    return List.copyOf(segments.subList(0, count));
  }

  private static boolean isWithin(SegmentName name, TimeRanges ranges) {
    return ranges.ranges().stream()
        .anyMatch(range -> range.contains(name.firstTime()) && range.contains(name.lastTime()));
  }

  /** How many segments overlap at most, at any time. */
  int mostOverlapping() {
    PriorityQueue<Long> ends = new PriorityQueue<>();
    int most = 0;
    for (Segment segment : segments) {
      while (!ends.isEmpty() && ends.element() < start(segment)) {
        ends.remove();
      }
      ends.add(end(segment));
      most = Math.max(most, ends.size());
    }
    return most;
  }
}
