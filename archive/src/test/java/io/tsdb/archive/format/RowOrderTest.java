package io.tsdb.archive.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RowOrderTest {

  @Property(tries = 500)
  void of_anyTimesAndSequences_isTheStableOrder(
      @ForAll @Size(max = 60) long[] times, @ForAll @Size(max = 60) long[] sequences) {
    assertStable(times, sequences);
  }

  @Property(tries = 500)
  void of_manyTies_isTheStableOrder(
      @ForAll @Size(max = 60) @LongRange(min = -2, max = 2) long[] times,
      @ForAll @Size(max = 60) @LongRange(min = 0, max = 3) long[] sequences) {
    assertStable(times, sequences);
  }

  @Test
  void of_extremes_isSorted() {
    long[] times = {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE};
    assertStable(times, new long[] {5, 4, 3, 2, 1, 0});
  }

  private static void assertStable(long[] times, long[] sequences) {
    int rows = Math.min(times.length, sequences.length);
    int[] expected =
        IntStream.range(0, rows)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(row -> times[row])
                    .thenComparingLong(row -> sequences[row]))
            .mapToInt(row -> row)
            .toArray();
    assertThat(RowOrder.of(times, sequences, rows)).isEqualTo(expected);
  }
}
