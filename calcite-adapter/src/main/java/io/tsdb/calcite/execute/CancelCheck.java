package io.tsdb.calcite.execute;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Rows that end with a {@link QueryCanceledException} once the query is canceled. Calcite's joins,
 * aggregates and windows look at no flag, and some read millions of rows before they deliver one.
 */
public final class CancelCheck {

  /** Rows between two looks at the flag. */
  private static final int INTERVAL = 64;

  private CancelCheck() {}

  /** The same rows; generated code calls this for each input of a node. */
  public static <T> Enumerable<T> rows(DataContext context, Enumerable<T> rows) {
    AtomicBoolean canceled = DataContext.Variable.CANCEL_FLAG.get(context);
    if (canceled == null) {
      return rows;
    }
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<T> enumerator() {
        // A loop join reads its right side, of maybe a few rows, once for each row of the left.
        check(canceled);
        return new Checked<>(rows.enumerator(), canceled);
      }
    };
  }

  private static void check(AtomicBoolean canceled) {
    if (canceled.get()) {
      throw new QueryCanceledException();
    }
  }

  private static final class Checked<T> implements Enumerator<T> {

    private final Enumerator<T> rows;
    private final AtomicBoolean canceled;
    private int count;

    Checked(Enumerator<T> rows, AtomicBoolean canceled) {
      this.rows = rows;
      this.canceled = canceled;
    }

    @Override
    public T current() {
      return rows.current();
    }

    @Override
    public boolean moveNext() {
      if (++count % INTERVAL == 0) {
        check(canceled);
      }
      return rows.moveNext();
    }

    @Override
    public void reset() {
      rows.reset();
    }

    @Override
    public void close() {
      rows.close();
    }
  }
}
