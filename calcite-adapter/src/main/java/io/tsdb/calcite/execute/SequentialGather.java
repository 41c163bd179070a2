package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Runs a statement in one segment after the other, in order of time, and hands on the rows as they
 * come. A segment is opened when its first row is asked for and closed after its last, so one is
 * open at a time. Segments that overlap in time are not merged: rows are in order of time within
 * each segment.
 *
 * <p>A listed segment that is no longer there was merged with others since: the segments are listed
 * again and the run starts over, {@value #MOST_RESTARTS} times at most, and only as long as no row
 * was handed on. What else fails, fails the query; everything is closed first.
 */
final class SequentialGather implements Enumerator<Object[]> {

  /** A listing is rarely out of date, and one right after it hardly ever. */
  private static final int MOST_RESTARTS = 3;

  private final DataContext context;
  private final SegmentQuery query;
  private Optional<Run> run = Optional.empty();
  private Object[] row = {};

  SequentialGather(DataContext context, SegmentQuery query) {
    this.context = context;
    this.query = query;
  }

  @Override
  public Object[] current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    try {
      if (run.isEmpty()) {
        run = Optional.of(new Run());
      }
      Optional<Object[]> next = run.get().next();
      next.ifPresent(columns -> row = columns);
      return next.isPresent();
    } catch (IOException | RuntimeException | Error e) {
      boolean canceled = run.isPresent() && run.get().watch.isCanceled();
      closeAfter(e);
      if (e instanceof Error error) {
        throw error;
      }
      if (canceled) {
        QueryCanceledException cancellation = new QueryCanceledException();
        cancellation.addSuppressed(e);
        throw cancellation;
      }
      if (e instanceof RuntimeException failure) {
        throw failure;
      }
      throw new QueryException(e.getMessage(), e);
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void reset() {
    close();
    run = Optional.empty();
  }

  @Override
  public void close() {
    run.ifPresent(Run::close);
  }

  /** From listing the segments to closing the last of them. */
  private final class Run {

    private final CancelWatch watch = new CancelWatch(context);
    private final RunValues values = new RunValues(context);
    private final QueryReads reads = query.source().databases().newQuery();
    private TimeRange range = TimeRange.EMPTY;
    private Optional<Iterator<Segment>> segments = Optional.empty();
    private Optional<SegmentCursor> cursor = Optional.empty();
    private boolean delivered;
    private int restarts;

    Optional<Object[]> next() throws IOException {
      while (true) {
        try {
          Optional<Object[]> next = advance();
          delivered |= next.isPresent();
          return next;
        } catch (IOException | QueryException e) {
          if (delivered || restarts == MOST_RESTARTS || !isGone(e)) {
            throw e;
          }
          restarts++;
          closeCursor();
          segments = Optional.empty();
        }
      }
    }

    private static boolean isGone(Exception failure) {
      Throwable cause = failure instanceof QueryException ? failure.getCause() : failure;
      return cause instanceof StoreException store && store.reason() == Reason.NOT_FOUND;
    }

    private Optional<Object[]> advance() throws IOException {
      if (segments.isEmpty()) {
        watch.check();
        range = query.statement().times().range(values).intersect(query.source().restriction());
        segments =
            Optional.of(
                range.isEmpty()
                    ? Collections.emptyIterator()
                    : query.source().catalog().segments(range).iterator());
      }
      while (true) {
        watch.check();
        if (cursor.isPresent()) {
          Optional<Object[]> next = cursor.get().next();
          if (next.isPresent()) {
            return next;
          }
          closeCursor();
        }
        if (!segments.get().hasNext()) {
          close();
          return Optional.empty();
        }
        Segment segment = segments.get().next();
        cursor =
            Optional.of(
                SegmentCursor.open(
                    query.source(), segment, reads, watch, query.statement(), values, range));
      }
    }

    private void closeCursor() {
      watch.busy(Optional.empty());
      Optional<SegmentCursor> finished = cursor;
      cursor = Optional.empty();
      finished.ifPresent(SegmentCursor::close);
    }

    /** Nothing is read any more; closing again does nothing. */
    void close() {
      watch.close();
      segments = Optional.of(Collections.emptyIterator());
      closeCursor();
    }
  }
}
