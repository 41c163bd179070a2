package io.tsdb.calcite.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.archive.segment.SealRange;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.execute.SegmentParts.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentPartsTest {

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private static final SegmentName NAME =
      new SegmentName(10 * DAY, 12 * DAY, "w", SealRange.of(1), 100, 4096);

  private static final List<RollupWidth> ALL =
      List.of(RollupWidth.DAY, RollupWidth.HOUR, RollupWidth.MINUTE);

  private static Part rollup(RollupWidth width, long start, long end) {
    return new Part.Rollup(width, new TimeRange(start, end));
  }

  private static Part events(long start, long end) {
    return new Part.Events(new TimeRange(start, end));
  }

  @Test
  void range_thatHoldsTheSegment_isOnePart() {
    assertThat(SegmentParts.of(TimeRange.ALL, NAME, ALL))
        .isEqualTo(List.of(rollup(RollupWidth.DAY, Long.MIN_VALUE, Long.MAX_VALUE)));
    assertThat(SegmentParts.of(new TimeRange(10 * DAY, 12 * DAY + 1), NAME, List.of()))
        .isEqualTo(List.of(events(Long.MIN_VALUE, Long.MAX_VALUE)));
  }

  @Test
  void range_outsideOfTheSegment_hasNoPart() {
    assertThat(SegmentParts.of(TimeRange.EMPTY, NAME, ALL)).isEmpty();
    assertThat(SegmentParts.of(new TimeRange(0, 10 * DAY), NAME, ALL)).isEmpty();
  }

  @Test
  void raggedEnds_goToFinerRollups_andToEventsAtLast() {
    long start = 10 * DAY + 22 * HOUR + 58 * MINUTE + 1;
    assertThat(SegmentParts.of(new TimeRange(start, 11 * DAY + DAY), NAME, ALL))
        .isEqualTo(
            List.of(
                events(start, 10 * DAY + 22 * HOUR + 59 * MINUTE),
                rollup(
                    RollupWidth.MINUTE, 10 * DAY + 22 * HOUR + 59 * MINUTE, 10 * DAY + 23 * HOUR),
                rollup(RollupWidth.HOUR, 10 * DAY + 23 * HOUR, 11 * DAY),
                rollup(RollupWidth.DAY, 11 * DAY, 12 * DAY)));
  }

  @Test
  void range_withinOneBucket_goesToFinerRollups() {
    assertThat(
            SegmentParts.of(new TimeRange(11 * DAY + 30_000, 11 * DAY + 2 * MINUTE + 1), NAME, ALL))
        .isEqualTo(
            List.of(
                events(11 * DAY + 30_000, 11 * DAY + MINUTE),
                rollup(RollupWidth.MINUTE, 11 * DAY + MINUTE, 11 * DAY + 2 * MINUTE),
                events(11 * DAY + 2 * MINUTE, 11 * DAY + 2 * MINUTE + 1)));
    assertThat(SegmentParts.of(new TimeRange(11 * DAY + 1, 11 * DAY + 2), NAME, ALL))
        .isEqualTo(List.of(events(11 * DAY + 1, 11 * DAY + 2)));
  }

  @Test
  void missingRollups_areSkipped() {
    assertThat(
            SegmentParts.of(new TimeRange(0, 11 * DAY + HOUR + 1), NAME, List.of(RollupWidth.HOUR)))
        .isEqualTo(
            List.of(
                rollup(RollupWidth.HOUR, Long.MIN_VALUE, 11 * DAY + HOUR),
                events(11 * DAY + HOUR, 11 * DAY + HOUR + 1)));
  }
}
