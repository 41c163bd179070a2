package io.tsdb.calcite.aggregate;

import java.util.HashSet;
import java.util.Set;

/** The different values, to be counted or added up. */
final class DistinctValues extends AggregateState {

  private static final long BYTES = 64;

  /** An entry of a hash table, its share of the table, and a number. */
  private static final long BYTES_PER_VALUE = 72;

  private final Set<Object> values = new HashSet<>();
  private long textBytes;

  DistinctValues(StateKind kind) {
    super(kind);
  }

  @Override
  public void add(Object value, Object by) {
    if (values.add(value) && value instanceof String text) {
      textBytes += 32 + 2L * text.length();
    }
  }

  @Override
  public void merge(AggregateState other) {
    ((DistinctValues) other).values.forEach(value -> add(value, value));
  }

  @Override
  public Object result() {
    if (kind() == StateKind.COUNT_DISTINCT) {
      return (long) values.size();
    }
    return values.isEmpty()
        ? null
        : (Object) values.stream().mapToDouble(value -> (Double) value).sorted().sum();
  }

  @Override
  public long bytes() {
    return BYTES + BYTES_PER_VALUE * values.size() + textBytes;
  }

  @Override
  public Object[] content() {
    return values.toArray();
  }

  @Override
  void restore(Object[] content) {
    for (Object value : content) {
      add(value, value);
    }
  }
}
