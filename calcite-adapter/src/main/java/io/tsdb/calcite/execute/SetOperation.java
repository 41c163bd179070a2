package io.tsdb.calcite.execute;

import java.util.Arrays;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;

/**
 * INTERSECT or EXCEPT, as it stands in a plan: equal rows are counted, for each side, by {@link
 * GroupedRows}, and the counts tell how many of them are delivered.
 *
 * @param kind which
 * @param all whether equal rows are several
 */
public record SetOperation(Kind kind, boolean all, GroupedRows.Operator operator) {

  /** Which set operation. */
  public enum Kind {
    INTERSECT,
    EXCEPT
  }

  /** A row and the side it comes from; generated code calls this. */
  public static Enumerable<Object[]> rows(
      DataContext context, List<Enumerable<Object[]>> sides, SetOperation operation) {
    Enumerable<Object> sided = Linq4j.emptyEnumerable();
    for (int i = 0; i < sides.size(); i++) {
      Integer side = i;
      sided = sided.concat(sides.get(i).select(row -> new Object[] {side, row}));
    }
    Enumerable<Object> counted =
        GroupedRows.by(
            context,
            operation.operator,
            sided,
            row -> ((Object[]) row)[1],
            () -> new long[sides.size()],
            (counts, row) -> {
              ((long[]) counts)[(Integer) ((Object[]) row)[0]]++;
              return counts;
            },
            (row, counts) -> new Object[] {row, operation.times((long[]) counts)});
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new Repeated(counted.enumerator());
      }
    };
  }

  /** How often a row is delivered. */
  private long times(long[] counts) {
    long[] others = Arrays.copyOfRange(counts, 1, counts.length);
    long times =
        switch (kind) {
          case INTERSECT -> Math.min(counts[0], Arrays.stream(others).min().orElse(counts[0]));
          case EXCEPT ->
              all
                  ? counts[0] - Arrays.stream(others).sum()
                  : Arrays.stream(others).sum() == 0 ? counts[0] : 0;
        };
    return all ? times : Math.min(times, 1);
  }

  /** Rows with how often they are delivered, each so often. */
  private static final class Repeated implements Enumerator<Object[]> {

    private final Enumerator<Object> counted;
    private Object[] row = {};
    private long left;

    Repeated(Enumerator<Object> counted) {
      this.counted = counted;
    }

    @Override
    public Object[] current() {
      return row;
    }

    @Override
    public boolean moveNext() {
      while (left <= 0) {
        if (!counted.moveNext()) {
          return false;
        }
        Object[] next = (Object[]) counted.current();
        row = (Object[]) next[0];
        left = (Long) next[1];
      }
      left--;
      return true;
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("Rows of a set operation are read once");
    }

    @Override
    public void close() {
      counted.close();
    }
  }
}
