package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import java.util.function.Supplier;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * The rows of a whole statement, which is run again where its listing was out of date.
 *
 * <p>A listed segment that is no longer there was merged with others since, and one that is another
 * or damaged may have been put back from a backup since: the segments are listed again and the
 * statement starts over, {@value #MOST_RESTARTS} times at most, and only as long as it has
 * delivered no row. What an aggregate, a sort or a join has read by then has gone nowhere.
 */
final class RunRows<T> implements Enumerator<T> {

  /** A listing is rarely out of date, and one right after it hardly ever. */
  private static final int MOST_RESTARTS = 3;

  private final QueryRun run;

  /** To be asked within an attempt: what Calcite generates may read all rows there. */
  private final Supplier<Enumerable<T>> statement;

  private Enumerator<T> rows;
  private boolean delivered;
  private int restarts;
  private boolean closed;

  RunRows(QueryRun run, Supplier<Enumerable<T>> statement) {
    this.run = run;
    this.statement = statement;
    attempt(() -> rows);
  }

  @Override
  public T current() {
    return rows.current();
  }

  @Override
  public boolean moveNext() {
    boolean moved = !closed && attempt(() -> rows.moveNext());
    delivered |= moved;
    return moved;
  }

  private <R> R attempt(Supplier<R> work) {
    while (true) {
      try {
        if (rows == null) {
          rows = statement.get().enumerator();
        }
        return work.get();
      } catch (RuntimeException e) {
        if (delivered || restarts == MOST_RESTARTS || !mayListingBeStale(e)) {
          throw e;
        }
        restarts++;
        closeRows();
        run.forgetListing();
      }
    }
  }

  /**
   * Whether a newer listing may mend it: the object is gone, is not the one listed, or does not
   * look like a segment of the size listed. One that was damaged is so after one more look.
   */
  private boolean mayListingBeStale(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof QueryCanceledException) {
        return false;
      }
      if (cause instanceof CorruptSegmentException) {
        return restarts == 0;
      }
      if (cause instanceof StoreException store) {
        return store.reason() == Reason.NOT_FOUND || store.reason() == Reason.CHANGED;
      }
    }
    return false;
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("The rows of a run are read once");
  }

  /** Closing again does nothing. */
  @Override
  public void close() {
    closed = true;
    closeRows();
  }

  private void closeRows() {
    Enumerator<T> finished = rows;
    rows = null;
    if (finished != null) {
      finished.close();
    }
  }
}
