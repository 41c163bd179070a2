package io.tsdb.calcite.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Aggregate states: what they come to, in parts as in one, and how far sketches are off. */
class AggregateStateTest {

  private record Row(Object value, Object by) {}

  private static AggregateState of(StateKind kind, List<Row> rows) {
    AggregateState state = AggregateState.of(kind);
    rows.forEach(row -> state.add(row.value(), row.by()));
    return state;
  }

  private static AggregateState numbers(StateKind kind, double... values) {
    AggregateState state = AggregateState.of(kind);
    for (double value : values) {
      state.add(value, 0.5);
    }
    return state;
  }

  @ParameterizedTest
  @EnumSource
  void state_ofNoRows_isNullOrZero(StateKind kind) {
    AggregateState state = AggregateState.of(kind);
    state.merge(AggregateState.of(kind));
    boolean counts = kind == StateKind.COUNT_DISTINCT || kind == StateKind.APPROX_COUNT_DISTINCT;
    assertThat(state.result()).isEqualTo(counts ? 0L : null);
    assertThat(state.bytes()).isPositive();
  }

  /** Whatever the order of rows and of merging. */
  @ParameterizedTest
  @EnumSource
  void state_inParts_isThatOfAllRows(StateKind kind) {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < random.nextInt(40); i++) {
        Object by = kind == StateKind.APPROX_PERCENTILE ? (Object) 0.25 : random.nextLong(5);
        rows.add(new Row(random.nextInt(50) / 4.0, by));
      }
      Object expected = of(kind, rows).result();
      Collections.shuffle(rows, random);
      AggregateState merged = AggregateState.of(kind);
      for (int from = 0; from < rows.size(); ) {
        int to = Math.min(rows.size(), from + 1 + random.nextInt(9));
        AggregateState part = of(kind, rows.subList(from, to));
        Object before = part.result();
        merged.merge(part);
        assertThat(part.result()).as("what was merged stays").isEqualTo(before);
        from = to;
      }
      if (expected instanceof Double number) {
        assertThat((Double) merged.result()).isCloseTo(number, within(1e-9));
      } else {
        assertThat(merged.result()).isEqualTo(expected);
      }
    }
  }

  @Test
  void firstAndLast_ofSeveralAtOneTime_areTheLeastAndTheGreatest() {
    List<Row> rows =
        List.of(
            new Row("b", 1L),
            new Row("a", 1L),
            new Row("y", 7L),
            new Row("z", 7L),
            new Row("x", 7L));
    assertThat(of(StateKind.FIRST, rows).result()).isEqualTo("a");
    assertThat(of(StateKind.LAST, rows).result()).isEqualTo("z");
  }

  @ParameterizedTest
  @CsvSource({"VAR_POP, 1.25", "VAR_SAMP, 1.6666666666666667", "STDDEV_POP, 1.118033988749895"})
  void moments_areThoseOfSmallNumbers(StateKind kind, double expected) {
    assertThat((Double) numbers(kind, 1, 2, 3, 4).result()).isCloseTo(expected, within(1e-15));
  }

  @Test
  void sampleMoments_ofOneValue_areNull() {
    assertThat(numbers(StateKind.STDDEV_SAMP, 3).result()).isNull();
    assertThat(numbers(StateKind.VAR_SAMP, 3).result()).isNull();
    assertThat(numbers(StateKind.VAR_POP, 3).result()).isEqualTo(0.0);
  }

  /** A sum of squares of these has no digit left for the differences. */
  @Test
  void variance_ofLargeNumbersCloseToEachOther_keepsItsDigits() {
    AggregateState first = AggregateState.of(StateKind.VAR_POP);
    AggregateState second = AggregateState.of(StateKind.VAR_POP);
    for (int i = 0; i < 100_000; i++) {
      (i % 3 == 0 ? first : second).add(1e9 + i % 10, null);
    }
    first.merge(second);
    assertThat((Double) first.result()).isCloseTo(8.25, within(1e-6));
  }

  @Test
  void moments_ofWhatIsNotFinite_areNotNumbers() {
    assertThat(numbers(StateKind.VAR_POP, 1, Double.POSITIVE_INFINITY).result())
        .isEqualTo(Double.NaN);
    assertThat(numbers(StateKind.STDDEV_POP, 1, Double.NaN).result()).isEqualTo(Double.NaN);
  }

  /** Three standard errors, 2.43 %; the values here are fixed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 10_000, 300_000})
  void approxCountDistinct_isWithinItsBound(int values) {
    List<AggregateState> parts = new ArrayList<>();
    for (int part = 0; part < 10; part++) {
      parts.add(AggregateState.of(StateKind.APPROX_COUNT_DISTINCT));
    }
    for (int i = 0; i < 2 * values; i++) {
      parts.get(i % 7).add("host-" + i % values, null);
    }
    AggregateState merged = AggregateState.of(StateKind.APPROX_COUNT_DISTINCT);
    parts.forEach(merged::merge);
    assertThat((double) (Long) merged.result()).isCloseTo(values, within(values * 0.0243));
    assertThat(merged.bytes()).isLessThan(20_000);
  }

  @Test
  void approxCountDistinct_ofFewValues_isExact() {
    AggregateState state = AggregateState.of(StateKind.APPROX_COUNT_DISTINCT);
    for (int i = 0; i < 1_000; i++) {
      state.add((double) (i % 20), null);
    }
    assertThat(state.result()).isEqualTo(20L);
  }

  /**
   * The rank of what is found is within 0.68 % of the one asked for with a probability of 99 %;
   * here within three times that.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.25, 0.5, 0.9, 0.99, 1})
  void approxPercentile_isWithinItsBound(double fraction) {
    int values = 200_000;
    AggregateState merged = AggregateState.of(StateKind.APPROX_PERCENTILE);
    for (int part = 0; part < 20; part++) {
      AggregateState state = AggregateState.of(StateKind.APPROX_PERCENTILE);
      for (int i = part; i < values; i += 20) {
        state.add((double) (i * 7919L % values), fraction);
      }
      merged.merge(state);
    }
    assertThat((Double) merged.result() / values).isCloseTo(fraction, within(0.0204));
    assertThat(merged.bytes()).isLessThan(30_000);
  }

  /** At most 1 of 100 should lie outside, on average; 12 of 200 do in one of a million runs. */
  @Test
  void approxPercentile_isNearlyAlwaysWithinItsBound() {
    int values = 5_000;
    int outside = 0;
    for (int round = 0; round < 200; round++) {
      AggregateState state = AggregateState.of(StateKind.APPROX_PERCENTILE);
      for (int i = 0; i < values; i++) {
        state.add((double) (i * 1_009L % values), 0.5);
      }
      double rank = ((Double) state.result() + 1) / values;
      outside += Math.abs(rank - 0.5) > 0.0068 ? 1 : 0;
    }
    assertThat(outside).isLessThan(12);
  }

  @Test
  void approxPercentile_ofFewValues_isTheLeastWithThatRank() {
    assertThat(numbers(StateKind.APPROX_PERCENTILE, 4, 1, 3, 2).result()).isEqualTo(2.0);
    assertThat(numbers(StateKind.APPROX_PERCENTILE, 3, 1, 2).result()).isEqualTo(2.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void approxPercentile_ofNoFraction_isRefused(double fraction) {
    AggregateState state = AggregateState.of(StateKind.APPROX_PERCENTILE);
    assertThatThrownBy(() -> state.add(1.0, fraction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Expected the fraction of approx_percentile to be from 0 to 1, found " + fraction);
  }
}
