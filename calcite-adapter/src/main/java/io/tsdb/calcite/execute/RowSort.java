package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;

/**
 * Sorts rows in memory. Equal rows keep their order. With a limit only as many rows are held as it
 * asks for; without one, all.
 *
 * <p>Calcite's own sort keeps a map of lists and compares numbers as BigDecimal, some twenty times
 * slower.
 *
 * @param keys what is sorted by, the most significant first
 * @param offset how many rows are left out at the start
 * @param fetch how many are delivered after those
 */
public record RowSort(List<Key> keys, RowCount offset, RowCount fetch) {

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

  /** A number of rows: a literal, or a parameter of the query. */
  public sealed interface RowCount {

    /** As many as there are. */
    record All() implements RowCount {}

    /** Known since planning. */
    record Fixed(long rows) implements RowCount {}

    /** The parameter of that name. */
    record Parameter(String name) implements RowCount {}

    /**
     * The number for one run.
     *
     * @throws QueryException if it is none
     */
    default long of(DataContext context) {
      if (this instanceof Fixed fixed) {
        return fixed.rows;
      }
      if (this instanceof Parameter parameter) {
        if (context.get(parameter.name) instanceof Number number && number.longValue() >= 0) {
          return number.longValue();
        }
        throw new QueryException(
            "Expected a number of rows for LIMIT or OFFSET, found " + context.get(parameter.name));
      }
      return Long.MAX_VALUE;
    }
  }

  /** The rows sorted; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> sort(
      DataContext context, Enumerable<Object[]> rows, RowSort sort) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        long offset = sort.offset.of(context);
        long fetch = sort.fetch.of(context);
        return Linq4j.enumerator(sort.sorted(rows, offset, fetch));
      }
    };
  }

  private List<Object[]> sorted(Enumerable<Object[]> rows, long offset, long fetch) {
    long needed = fetch > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + fetch;
    List<Object[]> sorted = needed < Integer.MAX_VALUE ? top(rows, needed) : all(rows);
    int from = (int) Math.min(offset, sorted.size());
    int to = (int) Math.min(needed, sorted.size());
    return sorted.subList(from, to);
  }

  private int compare(Object[] left, Object[] right) {
    for (Key key : keys) {
      int order = key.compare(left, right);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private List<Object[]> all(Enumerable<Object[]> rows) {
    List<Object[]> all = new ArrayList<>();
    try (Enumerator<Object[]> enumerator = rows.enumerator()) {
      while (enumerator.moveNext()) {
        all.add(enumerator.current());
      }
    }
    all.sort(this::compare);
    return all;
  }

  private record Numbered(Object[] row, long number) {}

  private List<Object[]> top(Enumerable<Object[]> rows, long count) {
    if (count == 0) {
      return List.of();
    }
    Comparator<Numbered> order =
        ((Comparator<Numbered>) (left, right) -> compare(left.row, right.row))
            .thenComparingLong(Numbered::number);
    PriorityQueue<Numbered> lastFirst = new PriorityQueue<>(order.reversed());
    long number = 0;
    try (Enumerator<Object[]> enumerator = rows.enumerator()) {
      while (enumerator.moveNext()) {
        Numbered candidate = new Numbered(enumerator.current(), number++);
        if (lastFirst.size() < count) {
          lastFirst.add(candidate);
        } else if (order.compare(candidate, lastFirst.element()) < 0) {
          lastFirst.remove();
          lastFirst.add(candidate);
        }
      }
    }
    List<Numbered> sorted = new ArrayList<>(lastFirst);
    sorted.sort(order);
    return sorted.stream().map(Numbered::row).toList();
  }
}
