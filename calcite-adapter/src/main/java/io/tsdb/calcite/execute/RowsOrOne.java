package io.tsdb.calcite.execute;

import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/** Rows, or one given row where there are none. Called by generated code. */
public final class RowsOrOne {

  private RowsOrOne() {}

  /**
   * The rows as they come.
   *
   * @param one the row for when there are none
   */
  public static Enumerable<Object[]> rows(Enumerable<Object[]> rows, Object[] one) {
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        return new Rows(rows.enumerator(), one);
      }
    };
  }

  private static final class Rows implements Enumerator<Object[]> {

    private final Enumerator<Object[]> rows;
    private final Object[] one;
    private boolean started;
    private boolean atOne;

    Rows(Enumerator<Object[]> rows, Object[] one) {
      this.rows = rows;
      this.one = one;
    }

    @Override
    public Object[] current() {
      return atOne ? one.clone() : rows.current();
    }

    @Override
    public boolean moveNext() {
      boolean first = !started;
      started = true;
      boolean more = !atOne && rows.moveNext();
      atOne = first && !more;
      return more || atOne;
    }

    @Override
    public void reset() {
      started = false;
      atOne = false;
      rows.reset();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
