package io.tsdb.calcite.function;

/** The increase of a counter per second. Calcite's generated code calls it, so it is public. */
public final class CounterRate {

  private static final double MILLIS_PER_SECOND = 1_000;

  private CounterRate() {}

  /**
   * The increase between two readings of a counter. One that is less than the reading before was
   * set back to 0 between the two.
   *
   * @param ts of the value, epoch milliseconds
   * @param previousTs of the reading before
   * @return null where no time has passed
   */
  public static Double perSecond(double value, double previous, long ts, long previousTs) {
    if (ts == previousTs) {
      return null;
    }
    double increase = value < previous ? value : value - previous;
    return increase / ((ts - previousTs) / MILLIS_PER_SECOND);
  }
}
