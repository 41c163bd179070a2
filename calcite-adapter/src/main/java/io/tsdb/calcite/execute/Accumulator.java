package io.tsdb.calcite.execute;

import io.tsdb.calcite.aggregate.AggregateState;
import io.tsdb.calcite.aggregate.StateKind;
import java.util.Optional;

/**
 * One aggregate of a group, and where its input stands in a row.
 *
 * @param kind what is computed
 * @param state what is computed, if the kind is {@link Kind#STATE}
 * @param column that is aggregated; {@link #NONE} to count rows
 * @param by a second column that a state is given, or {@link #NONE}
 * @param filter a column that has to be true for a row to count, or {@link #NONE}
 */
public record Accumulator(Kind kind, Optional<StateKind> state, int column, int by, int filter) {

  /** No column. */
  public static final int NONE = -1;

  /** One that needs no {@link StateKind}. */
  public Accumulator(Kind kind, int column, int filter) {
    this(kind, Optional.empty(), column, NONE, filter);
  }

  /** What is computed. Nulls are left out. */
  public enum Kind {
    /** How many values; a Long. */
    COUNT,
    /** The sum of counts; a Long, 0 of none. */
    SUM_OF_COUNTS,
    /** The sum of Doubles in the order of rows; null of none. */
    SUM,
    /** The least value, texts by UTF-16 code unit; null of none. */
    MIN,
    /** The greatest value, texts by UTF-16 code unit; null of none. */
    MAX,
    /** An {@link AggregateState}, to be merged. */
    STATE
  }

  /** Whether a row counts. */
  boolean takes(Object[] row) {
    return (filter == NONE || Boolean.TRUE.equals(row[filter]))
        && (column == NONE || row[column] != null)
        && (by == NONE || row[by] != null);
  }

  /** The time of a row that counts, of a result that the first or the last event decides. */
  long time(Object[] row) {
    return (Long) row[by == NONE ? column : by];
  }

  /** What was accumulated for one group. */
  static final class Total {

    private final Accumulator accumulator;
    private final Optional<AggregateState> state;
    private long count;
    private double sum;
    private Object best;
    private long bytes;

    Total(Accumulator accumulator) {
      this.accumulator = accumulator;
      this.state = accumulator.state.map(AggregateState::of);
    }

    /**
     * Takes up a row.
     *
     * @param from where this accumulator finds its input in the row; other statements that answer
     *     the same may yield it elsewhere
     * @return by how many bytes the state has grown
     */
    long add(Accumulator from, Object[] row) {
      if (!from.takes(row)) {
        return 0;
      }
      Object value = from.column == NONE ? row : row[from.column];
      switch (from.kind) {
        case COUNT -> count++;
        case SUM_OF_COUNTS -> count += (Long) value;
        case SUM -> {
          count++;
          sum += (Double) value;
        }
        case MIN -> best = best == null || compare(value, best) < 0 ? value : best;
        case MAX -> best = best == null || compare(value, best) > 0 ? value : best;
        case STATE -> {
          AggregateState taking = state.orElseThrow();
          taking.add(value, from.by == NONE ? value : row[from.by]);
          long grown = taking.bytes() - bytes;
          bytes += grown;
          return grown;
        }
      }
      return 0;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // values of one column are of one class
    private static int compare(Object left, Object right) {
      return ((Comparable) left).compareTo(right);
    }

    /** The result, null where SQL says so. */
    Object result() {
      return switch (accumulator.kind) {
        case COUNT, SUM_OF_COUNTS -> (Object) count;
        case SUM -> count == 0 ? null : (Object) sum;
        case MIN, MAX -> best;
        case STATE -> state.orElseThrow();
      };
    }
  }
}
