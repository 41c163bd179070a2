package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides the time that is read of a segment: as much as possible goes to the coarsest rollup, what
 * is left at the ragged ends to finer ones, and what is left then to the events.
 */
final class SegmentParts {

  /** A stretch of time, and who answers for it; both ends may be those of {@link TimeRange#ALL}. */
  sealed interface Part {

    TimeRange times();

    /** Answered by the events. */
    record Events(TimeRange times) implements Part {}

    /** Answered by a rollup; both ends are starts of its buckets. */
    record Rollup(RollupWidth width, TimeRange times) implements Part {}
  }

  private final List<Part> parts = new ArrayList<>();

  private SegmentParts() {}

  /**
   * The parts, together all that is read, none of them twice.
   *
   * @param name tells the times of the segment
   * @param widths of the rollups that can be used, the coarsest first
   */
  static List<Part> of(TimeRange range, SegmentName name, List<RollupWidth> widths) {
    if (!range.meets(name.firstTime(), name.lastTime())) {
      return List.of();
    }
    // An end outside of the segment is no ragged one.
    long start = range.start() <= name.firstTime() ? Long.MIN_VALUE : range.start();
    long end = range.end() > name.lastTime() ? Long.MAX_VALUE : range.end();
    SegmentParts parts = new SegmentParts();
    parts.divide(start, end, widths);
    return List.copyOf(parts.parts);
  }

  private void divide(long start, long end, List<RollupWidth> widths) {
    if (start >= end) {
      return;
    }
    if (widths.isEmpty()) {
      parts.add(new Part.Events(new TimeRange(start, end)));
      return;
    }
    RollupWidth coarsest = widths.get(0);
    List<RollupWidth> finer = widths.subList(1, widths.size());
    long first = start == Long.MIN_VALUE ? start : coarsest.start(start - 1) + coarsest.millis();
    long last = end == Long.MAX_VALUE ? end : coarsest.start(end);
    if (first >= last) {
      divide(start, end, finer);
      return;
    }
    divide(start, first, finer);
    parts.add(new Part.Rollup(coarsest, new TimeRange(first, last)));
    divide(last, end, finer);
  }
}
