package io.tsdb.calcite.execute;

/**
 * One aggregate of a group, and where its input stands in a row.
 *
 * @param kind what is computed
 * @param column that is aggregated; {@link #NONE} to count rows
 * @param filter a column that has to be true for a row to count, or {@link #NONE}
 */
public record Accumulator(Kind kind, int column, int filter) {

  /** No column. */
  public static final int NONE = -1;

  /** What is computed. Nulls are left out. */
  public enum Kind {
    /** How many values; a Long. */
    COUNT,
    /** The sum of counts; a Long, 0 of none. */
    SUM_OF_COUNTS,
    /** The sum of Doubles in the order of rows; null of none. */
    SUM,
    /** The least Long or Double; null of none. */
    MIN,
    /** The greatest Long or Double; null of none. */
    MAX
  }

  /** What was accumulated for one group. */
  static final class Total {

    private long count;
    private double sum;
    private Object best;

    /** Takes up a row. */
    void add(Accumulator accumulator, Object[] row) {
      if (accumulator.filter != NONE && !Boolean.TRUE.equals(row[accumulator.filter])) {
        return;
      }
      Object value = accumulator.column == NONE ? row : row[accumulator.column];
      if (value == null) {
        return;
      }
      switch (accumulator.kind) {
        case COUNT -> count++;
        case SUM_OF_COUNTS -> count += (Long) value;
        case SUM -> {
          count++;
          sum += (Double) value;
        }
        case MIN -> best = best == null || compare(value, best) < 0 ? value : best;
        case MAX -> best = best == null || compare(value, best) > 0 ? value : best;
      }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // values of one column are of one class
    private static int compare(Object left, Object right) {
      return ((Comparable) left).compareTo(right);
    }

    /** The result, null where SQL says so. */
    Object result(Kind kind) {
      return switch (kind) {
        case COUNT, SUM_OF_COUNTS -> (Object) count;
        case SUM -> count == 0 ? null : (Object) sum;
        case MIN, MAX -> best;
      };
    }
  }
}
