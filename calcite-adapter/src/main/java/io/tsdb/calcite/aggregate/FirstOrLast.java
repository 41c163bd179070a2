package io.tsdb.calcite.aggregate;

/**
 * The value at the least or the greatest time. Of several values at that time it is the least for
 * {@code first}, the greatest for {@code last}: so the result depends on the rows alone, and not on
 * their order.
 */
final class FirstOrLast extends AggregateState {

  private static final long BYTES = 80;

  private final boolean last;
  private Object value;
  private Object time;

  FirstOrLast(StateKind kind) {
    super(kind);
    this.last = kind == StateKind.LAST;
  }

  @Override
  public void add(Object nextValue, Object nextTime) {
    int order = time == null ? 1 : order(nextTime, time);
    if (order > 0 || order == 0 && order(nextValue, value) > 0) {
      value = nextValue;
      time = nextTime;
    }
  }

  /** Positive if the first of the two goes before. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // values of one column are of one class
  private int order(Object one, Object other) {
    int order = ((Comparable) one).compareTo(other);
    return last ? order : -order;
  }

  @Override
  public void merge(AggregateState other) {
    FirstOrLast state = (FirstOrLast) other;
    if (state.time != null) {
      add(state.value, state.time);
    }
  }

  @Override
  public Object result() {
    return value;
  }

  @Override
  public long bytes() {
    return BYTES + (value instanceof String text ? 2L * text.length() : 0);
  }

  @Override
  public Object[] content() {
    return new Object[] {value, time};
  }

  @Override
  void restore(Object[] content) {
    value = content[0];
    time = content[1];
  }
}
