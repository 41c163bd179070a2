package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * An ASOF join, as it stands in a plan: to each row of the left side, the row of the right side
 * with equal keys that comes closest to it in the column of the match.
 *
 * <p>The right side is held in memory, by keys and sorted; the left side streams. For l and r rows
 * that takes time in the order of (l + r) log r, where Calcite's own compares each pair of rows
 * with equal keys.
 *
 * @param leftKeys columns that are equal to {@code rightKeys}
 * @param leftMatch column that is compared
 * @param how left is compared with right; with GREATER, the greatest right one less than left
 * @param rightColumns how many the right side has
 * @param unmatched what becomes of a left row without a match
 */
public record AsofMatch(
    List<Integer> leftKeys,
    List<Integer> rightKeys,
    int leftMatch,
    int rightMatch,
    TimeFilter.Comparison how,
    int rightColumns,
    Unmatched unmatched) {

  private static final int CANCEL_INTERVAL = 1_024;

  public AsofMatch {
    leftKeys = List.copyOf(leftKeys);
    rightKeys = List.copyOf(rightKeys);
  }

  /** What becomes of a left row without a match. */
  public enum Unmatched {
    LEFT_OUT,
    WITH_NULLS
  }

  /** The joined rows, in order of the left side; generated code calls this at each run. */
  public static Enumerable<Object[]> join(
      DataContext context, Enumerable<Object[]> left, Enumerable<Object[]> right, AsofMatch match) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return match.joined(match.table(context, right), left.enumerator());
      }
    };
  }

  /** Rows by their keys, in order of the match; of equal ones in order of arrival. */
  private Map<List<Object>, Object[][]> table(DataContext context, Enumerable<Object[]> right) {
    AtomicBoolean canceled = DataContext.Variable.CANCEL_FLAG.get(context);
    Map<List<Object>, List<Object[]>> rows = new HashMap<>();
    int count = 0;
    try (Enumerator<Object[]> enumerator = right.enumerator()) {
      while (enumerator.moveNext()) {
        if (++count % CANCEL_INTERVAL == 0 && canceled != null && canceled.get()) {
          throw new QueryCanceledException();
        }
        Object[] row = enumerator.current();
        List<Object> key = key(row, rightKeys);
        if (row[rightMatch] != null && !key.contains(null)) {
          rows.computeIfAbsent(key, unused -> new ArrayList<>()).add(row);
        }
      }
    }
    Map<List<Object>, Object[][]> table = new HashMap<>();
    Comparator<Object[]> order = (a, b) -> compare(a[rightMatch], b[rightMatch]);
    rows.forEach(
        (key, ofKey) -> {
          Object[][] sorted = ofKey.toArray(new Object[0][]);
          Arrays.sort(sorted, order);
          table.put(key, sorted);
        });
    return table;
  }

  private Enumerator<Object[]> joined(
      Map<List<Object>, Object[][]> table, Enumerator<Object[]> left) {
    return new Enumerator<>() {
      private Object[] row = {};

      @Override
      public Object[] current() {
        return row;
      }

      @Override
      public boolean moveNext() {
        while (left.moveNext()) {
          row = joined(left.current(), table);
          if (row.length > 0) {
            return true;
          }
        }
        return false;
      }

      @Override
      public void reset() {
        throw new UnsupportedOperationException("Rows are joined once");
      }

      @Override
      public void close() {
        left.close();
      }
    };
  }

  /** No columns for a row that is left out. */
  private Object[] joined(Object[] left, Map<List<Object>, Object[][]> table) {
    List<Object> key = key(left, leftKeys);
    Object[][] candidates = left[leftMatch] == null || key.contains(null) ? null : table.get(key);
    int found = candidates == null ? -1 : closest(candidates, left[leftMatch]);
    if (found < 0 && unmatched == Unmatched.LEFT_OUT) {
      return new Object[0];
    }
    Object[] row = Arrays.copyOf(left, left.length + rightColumns);
    if (found >= 0) {
      System.arraycopy(candidates[found], 0, row, left.length, rightColumns);
    }
    return row;
  }

  /** Of several that are equally close the first to arrive; -1 if there is none. */
  private int closest(Object[][] sorted, Object value) {
    return switch (how) {
      case GREATER -> firstEqual(sorted, firstAtOrAfter(sorted, value) - 1);
      case GREATER_OR_EQUAL -> firstEqual(sorted, firstAfter(sorted, value) - 1);
      case LESS -> within(sorted, firstAfter(sorted, value));
      case LESS_OR_EQUAL -> within(sorted, firstAtOrAfter(sorted, value));
      case EQUAL -> throw new IllegalStateException("No match condition: " + how);
    };
  }

  private static int within(Object[][] sorted, int index) {
    return index < sorted.length ? index : -1;
  }

  private int firstEqual(Object[][] sorted, int index) {
    return index < 0 ? index : firstAtOrAfter(sorted, sorted[index][rightMatch]);
  }

  private int firstAtOrAfter(Object[][] sorted, Object value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(sorted[middle][rightMatch], value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int firstAfter(Object[][] sorted, Object value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(sorted[middle][rightMatch], value) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static List<Object> key(Object[] row, List<Integer> columns) {
    Object[] key = new Object[columns.size()];
    for (int i = 0; i < key.length; i++) {
      key[i] = comparable(row[columns.get(i)]);
    }
    return Arrays.asList(key);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // both sides are of one type
  private static int compare(Object left, Object right) {
    return ((Comparable) comparable(left)).compareTo(comparable(right));
  }

  /** Whole numbers of all sizes are Longs, and SQL knows one zero. */
  private static Object comparable(Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    return value instanceof Double || value instanceof Float
        ? (Object) (((Number) value).doubleValue() + 0.0)
        : value;
  }
}
