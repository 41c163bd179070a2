package io.tsdb.archive.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimeRangeTest {

  @Test
  void contains_startButNotEnd() {
    TimeRange range = new TimeRange(10, 20);
    assertThat(range.contains(9)).isFalse();
    assertThat(range.contains(10)).isTrue();
    assertThat(range.contains(19)).isTrue();
    assertThat(range.contains(20)).isFalse();
  }

  @Test
  void meets_neverWhenEmpty() {
    assertThat(new TimeRange(5, 5).meets(0, 10)).isFalse();
    assertThat(TimeRange.EMPTY.meets(Long.MIN_VALUE, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void create_endBeforeStart_isRefused() {
    assertThatThrownBy(() -> new TimeRange(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected a time range that ends at or after its start, found [2, 1)");
  }

  @Property(tries = 500)
  void meetsAndIntersect_agreeWithContains(
      @ForAll @LongRange(min = 0, max = 8) long a,
      @ForAll @LongRange(min = 0, max = 8) long b,
      @ForAll @LongRange(min = 0, max = 8) long c,
      @ForAll @LongRange(min = 0, max = 8) long d) {
    TimeRange left = new TimeRange(Math.min(a, b), Math.max(a, b));
    TimeRange right = new TimeRange(Math.min(c, d), Math.max(c, d));
    TimeRange both = left.intersect(right);
    boolean met = false;
    for (long time = 0; time < 9; time++) {
      assertThat(both.contains(time)).isEqualTo(left.contains(time) && right.contains(time));
      met |= left.contains(time) && Math.min(c, d) <= time && time <= Math.max(c, d);
    }
    assertThat(left.meets(Math.min(c, d), Math.max(c, d))).isEqualTo(met);
  }
}
