package io.tsdb.calcite.execute;

import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * How rows are sorted. Equal rows keep their order.
 *
 * <p>Calcite's own sort keeps a map of lists and compares numbers as BigDecimal, some twenty times
 * slower.
 *
 * @param keys what is sorted by, the most significant first
 * @param sorted by how many of the keys the rows are sorted already
 * @param limit which of the sorted rows are delivered
 */
public record RowSort(List<Key> keys, int sorted, RowLimit limit) {

  /** Where nulls go. */
  public enum Nulls {
    FIRST,
    LAST
  }

  /** Which way. */
  public enum Direction {
    ASCENDING,
    DESCENDING
  }

  /** One column to sort by. Its values are Comparable with each other. */
  public record Key(int column, Direction direction, Nulls nulls) {

    private int compare(Object[] left, Object[] right) {
      Object a = left[column];
      Object b = right[column];
      if (a == null || b == null) {
        int nullsFirst = Boolean.compare(a != null, b != null);
        return nulls == Nulls.FIRST ? nullsFirst : -nullsFirst;
      }
      int order = order(a, b);
      return direction == Direction.ASCENDING ? order : -order;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // values of one column are of one class
    private static int order(Object a, Object b) {
      return ((Comparable) a).compareTo(b);
    }
  }

  /** The rows sorted; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> sort(
      DataContext context, Enumerable<Object[]> rows, RowSort sort) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new SortedRows(context, rows, sort);
      }
    };
  }

  int compare(Object[] left, Object[] right) {
    return compare(left, right, 0);
  }

  /** Compares by the keys after the first {@code skipped} ones. */
  int compare(Object[] left, Object[] right, int skipped) {
    for (int i = skipped; i < keys.size(); i++) {
      int order = keys.get(i).compare(left, right);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Whether two rows are equal in the keys by which the input is sorted. */
  boolean isSameGroup(Object[] left, Object[] right) {
    for (int i = 0; i < sorted; i++) {
      if (keys.get(i).compare(left, right) != 0) {
        return false;
      }
    }
    return true;
  }
}
