package io.tsdb.calcite.aggregate;

import org.apache.calcite.avatica.util.ByteString;
import org.apache.datasketches.kll.KllDoublesSketch;
import org.apache.datasketches.memory.Memory;
import org.apache.datasketches.quantilescommon.QuantileSearchCriteria;

/**
 * About the value below which a fraction of the values lies, by a KLL sketch with k = {@value #K}.
 *
 * @see <a href="https://datasketches.apache.org/docs/KLL/KLLSketch.html">DataSketches: KLL</a>
 */
final class PercentileSketch extends AggregateState {

  static final int K = 400;

  /** Of an empty one. */
  private static final long BYTES = 200 + K * Double.BYTES;

  private KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(K);
  private double fraction;

  PercentileSketch() {
    super(StateKind.APPROX_PERCENTILE);
  }

  @Override
  public void add(Object value, Object by) {
    double asked = ((Number) by).doubleValue();
    if (!(asked >= 0 && asked <= 1)) {
      throw new IllegalArgumentException(
          "Expected the fraction of approx_percentile to be from 0 to 1, found " + asked);
    }
    fraction = asked;
    // The sketch leaves out NaN, which SQL takes for the greatest of all: so does infinity here.
    double number = ((Number) value).doubleValue();
    sketch.update(Double.isNaN(number) ? Double.POSITIVE_INFINITY : number);
  }

  @Override
  public void merge(AggregateState other) {
    PercentileSketch state = (PercentileSketch) other;
    if (!state.sketch.isEmpty()) {
      fraction = state.fraction;
      sketch.merge(state.sketch);
    }
  }

  @Override
  public Object result() {
    return sketch.isEmpty()
        ? null
        : (Object) sketch.getQuantile(fraction, QuantileSearchCriteria.INCLUSIVE);
  }

  @Override
  public long bytes() {
    return BYTES + sketch.getSerializedSizeBytes();
  }

  @Override
  public Object[] content() {
    return new Object[] {fraction, new ByteString(sketch.toByteArray())};
  }

  @Override
  void restore(Object[] content) {
    fraction = (Double) content[0];
    sketch = KllDoublesSketch.heapify(Memory.wrap(((ByteString) content[1]).getBytes()));
  }
}
