package io.tsdb.calcite.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.archive.segment.TimeRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeRangesTest {

  @Test
  void union_joinsRangesThatTouch() {
    assertThat(
            TimeRanges.union(
                    List.of(
                        new TimeRange(30, 40),
                        new TimeRange(0, 10),
                        TimeRange.EMPTY,
                        new TimeRange(10, 20),
                        new TimeRange(5, 7)))
                .ranges())
        .containsExactly(new TimeRange(0, 20), new TimeRange(30, 40));
    assertThat(TimeRanges.union(List.of()).hull()).isEqualTo(TimeRange.EMPTY);
  }

  @Test
  void union_ofEndsOfTime_staysApart() {
    TimeRange first = new TimeRange(Long.MIN_VALUE, Long.MIN_VALUE + 1);
    TimeRange last = new TimeRange(Long.MAX_VALUE - 1, Long.MAX_VALUE);
    TimeRanges both = TimeRanges.union(List.of(last, first));
    assertThat(both.ranges()).containsExactly(first, last);
    assertThat(both.meets(-5, 5)).isFalse();
    assertThat(both.hull()).isEqualTo(TimeRange.ALL);
  }

  /** Beyond the limit the smallest gaps are closed: here those of 1, not those of 100. */
  @Test
  void union_ofTooManyRanges_closesTheSmallestGaps() {
    List<TimeRange> many = new ArrayList<>();
    for (int i = 0; i < TimeRanges.MOST; i++) {
      many.add(new TimeRange(i * 200L, i * 200L + 50));
      many.add(new TimeRange(i * 200L + 51, i * 200L + 100));
    }
    Collections.shuffle(many, new Random(1));
    TimeRanges union = TimeRanges.union(many);
    assertThat(union.ranges()).hasSize(TimeRanges.MOST);
    assertThat(union.ranges()).allMatch(range -> range.end() - range.start() == 100);
  }

  @Test
  void intersect_keepsWhatBothHold() {
    TimeRanges left = TimeRanges.union(List.of(new TimeRange(0, 10), new TimeRange(20, 30)));
    TimeRanges right = TimeRanges.union(List.of(new TimeRange(5, 22), new TimeRange(30, 40)));
    assertThat(left.intersect(right).ranges())
        .containsExactly(new TimeRange(5, 10), new TimeRange(20, 22));
    assertThat(left.intersect(TimeRanges.ALL)).isEqualTo(left);
    assertThat(left.intersect(TimeRanges.NONE)).isEqualTo(TimeRanges.NONE);
    assertThat(left.meeting(25, 100).hull()).isEqualTo(new TimeRange(20, 30));
  }
}
