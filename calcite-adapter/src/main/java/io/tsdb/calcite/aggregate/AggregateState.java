package io.tsdb.calcite.aggregate;

import io.tsdb.calcite.memory.HeldMemory;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.Optional;
import org.apache.calcite.DataContext;

/**
 * What one group of rows has come to up to now. It travels as it is from the thread that reads a
 * segment to the one that merges. For one thread at a time.
 */
public abstract class AggregateState {

  private final StateKind kind;

  /** Where what it takes is counted, and how much is. */
  private Optional<HeldMemory> held = Optional.empty();

  private long counted;

  AggregateState(StateKind kind) {
    this.kind = kind;
  }

  /** A state of no rows; generated code calls this. */
  public static AggregateState of(StateKind kind) {
    return kind.newState();
  }

  /**
   * A state of no rows that counts for what is held in memory where it is made; generated code
   * calls this.
   */
  public static AggregateState counted(StateKind kind, DataContext context) {
    AggregateState state = kind.newState();
    state.held = Optional.of(StatementMemory.of(context).current());
    state.count();
    return state;
  }

  /** A state with the content of another one. */
  public static AggregateState of(StateKind kind, Object[] content) {
    AggregateState state = kind.newState();
    state.restore(content);
    return state;
  }

  public final StateKind kind() {
    return kind;
  }

  /** {@link #add}, and counts what the state takes then; generated code calls this. */
  public final void take(Object value, Object by) {
    add(value, by);
    count();
  }

  /** {@link #merge}, and counts what the state takes then; generated code calls this. */
  public final void takeAll(AggregateState other) {
    merge(other);
    count();
  }

  private void count() {
    if (held.isPresent()) {
      long bytes = bytes();
      if (bytes != counted) {
        held.get().add(bytes - counted);
        counted = bytes;
      }
    }
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

  /** What it consists of: numbers, texts, bytes, null. */
  public abstract Object[] content();

  /** Becomes, from a state of no rows, one with this {@link #content}. */
  abstract void restore(Object[] content);
}
