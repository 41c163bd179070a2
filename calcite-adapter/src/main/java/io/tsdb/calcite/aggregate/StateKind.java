package io.tsdb.calcite.aggregate;

import java.util.function.Function;

/** The aggregate functions that have an {@link AggregateState}. */
public enum StateKind {
  /** {@code first(value, time)}. */
  FIRST(FirstOrLast::new),
  /** {@code last(value, time)}. */
  LAST(FirstOrLast::new),
  STDDEV_POP(Moments::new),
  STDDEV_SAMP(Moments::new),
  VAR_POP(Moments::new),
  VAR_SAMP(Moments::new),
  /** {@code count(DISTINCT x)}. */
  COUNT_DISTINCT(DistinctValues::new),
  /** {@code sum(DISTINCT x)} of Doubles. */
  SUM_DISTINCT(DistinctValues::new),
  /** {@code approx_count_distinct(x)}. */
  APPROX_COUNT_DISTINCT(kind -> new DistinctSketch()),
  /** {@code approx_percentile(x, fraction)}. */
  APPROX_PERCENTILE(kind -> new PercentileSketch());

  private final Function<StateKind, AggregateState> state;

  StateKind(Function<StateKind, AggregateState> state) {
    this.state = state;
  }

  AggregateState newState() {
    return state.apply(this);
  }

  /** Whether it has a second argument. */
  public boolean isBinary() {
    return switch (this) {
      case FIRST, LAST, APPROX_PERCENTILE -> true;
      case STDDEV_POP,
          STDDEV_SAMP,
          VAR_POP,
          VAR_SAMP,
          COUNT_DISTINCT,
          SUM_DISTINCT,
          APPROX_COUNT_DISTINCT ->
          false;
    };
  }

  /** Whether a value that comes twice changes nothing. */
  public boolean ignoresRepetition() {
    return switch (this) {
      case FIRST, LAST, COUNT_DISTINCT, SUM_DISTINCT, APPROX_COUNT_DISTINCT -> true;
      case STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP, APPROX_PERCENTILE -> false;
    };
  }
}
