package io.tsdb.calcite.aggregate;

import java.math.BigDecimal;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * About how many different values there are, by a HyperLogLog sketch of 2^{@value #LOG_SIZE}
 * buckets.
 *
 * @see <a href="https://datasketches.apache.org/docs/HLL/HllSketches.html">DataSketches: HLL</a>
 */
final class DistinctSketch extends AggregateState {

  static final int LOG_SIZE = 14;

  /** Beside the sketch's own. */
  private static final long BYTES = 200;

  private Union union = new Union(LOG_SIZE);

  DistinctSketch() {
    super(StateKind.APPROX_COUNT_DISTINCT);
  }

  @Override
  public void add(Object value, Object by) {
    if (value instanceof String text) {
      union.update(text.toCharArray());
    } else if (value instanceof Double || value instanceof Float) {
      union.update(((Number) value).doubleValue());
    } else if (value instanceof BigDecimal number) {
      union.update(number.stripTrailingZeros().toString().toCharArray());
    } else if (value instanceof Number number) {
      union.update(number.longValue());
    } else if (value instanceof Boolean truth) {
      union.update(truth ? 1L : 0L);
    } else {
      union.update(value.toString().toCharArray());
    }
  }

  @Override
  public void merge(AggregateState other) {
    union.update(((DistinctSketch) other).union.getResult(TgtHllType.HLL_8));
  }

  /** The same whatever the order of values, and of merging: the estimate of merged sketches. */
  @Override
  public Object result() {
    return Math.round(union.getCompositeEstimate());
  }

  @Override
  public long bytes() {
    return BYTES + union.getUpdatableSerializationBytes();
  }

  @Override
  public Object[] content() {
    return new Object[] {new ByteString(union.toUpdatableByteArray())};
  }

  @Override
  void restore(Object[] content) {
    union = Union.heapify(((ByteString) content[0]).getBytes());
  }
}
