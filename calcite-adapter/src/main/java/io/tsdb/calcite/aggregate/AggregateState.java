package io.tsdb.calcite.aggregate;

/**
 * What one group of rows has come to up to now. It travels as it is from the thread that reads a
 * segment to the one that merges. For one thread at a time.
 */
public abstract class AggregateState {

  /** A state of no rows; generated code calls this. */
  public static AggregateState of(StateKind kind) {
    return kind.newState();
  }

  /**
   * Takes up a row.
   *
   * @param value that is aggregated, not null
   * @param by what a function of two arguments is given besides, not null; otherwise ignored
   */
  public abstract void add(Object value, Object by);

  /**
   * Takes up what another state of the same kind has seen. The other stays as it is: it may be
   * merged into several groups.
   */
  public abstract void merge(AggregateState other);

  /** The result, null where SQL says so. */
  public abstract Object result();

  /** About what the state takes of the heap. */
  public abstract long bytes();
}
