package io.tsdb.calcite.aggregate;

/**
 * Variance and standard deviation. It holds the mean and the sum of squared differences from it, by
 * Welford's method, and merges by Chan's: a sum of squares less the square of a sum, as Calcite has
 * it, keeps no digit where values differ by little of their size.
 *
 * @see <a href="https://doi.org/10.2307/2683386">Chan, Golub, LeVeque: Algorithms for Computing the
 *     Sample Variance</a>
 */
final class Moments extends AggregateState {

  private static final long BYTES = 40;

  private long count;
  private double mean;
  private double squares;

  Moments(StateKind kind) {
    super(kind);
  }

  @Override
  public void add(Object value, Object by) {
    double number = ((Number) value).doubleValue();
    count++;
    double fromOld = number - mean;
    mean += fromOld / count;
    squares += fromOld * (number - mean);
  }

  @Override
  public void merge(AggregateState other) {
    Moments state = (Moments) other;
    if (state.count == 0) {
      return;
    }
    long total = count + state.count;
    double apart = state.mean - mean;
    double share = (double) state.count / total;
    squares += state.squares + apart * apart * share * count;
    mean += apart * share;
    count = total;
  }

  @Override
  public Object result() {
    return switch (kind()) {
      case STDDEV_POP -> root(variance(count));
      case STDDEV_SAMP -> root(variance(count - 1));
      case VAR_POP -> variance(count);
      case VAR_SAMP -> variance(count - 1);
      default -> throw new IllegalStateException(kind() + " is no moment");
    };
  }

  private Double variance(long divisor) {
    return divisor <= 0 ? null : (Double) (squares / divisor);
  }

  private static Double root(Double variance) {
    return variance == null ? null : (Double) Math.sqrt(variance);
  }

  @Override
  public long bytes() {
    return BYTES;
  }

  @Override
  public Object[] content() {
    return new Object[] {count, mean, squares};
  }

  @Override
  void restore(Object[] content) {
    count = (Long) content[0];
    mean = (Double) content[1];
    squares = (Double) content[2];
  }
}
