package io.tsdb.calcite.execute;

import io.tsdb.calcite.memory.StatementMemory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Delivers rows as a {@link RowSort} has it. Rows that are sorted by the first keys already are
 * sorted group by group, those of the same keys; where these are all keys, they are passed on one
 * by one. No more rows are read than the limit needs.
 */
final class SortedRows implements Enumerator<Object[]> {

  /** A sort is to leave room for what else a statement holds. */
  private static final int SHARE_OF_MEMORY = 4;

  /** Rows between two looks at whether the query is canceled. */
  private static final int CHECK_EVERY = 1024;

  private final RowSort sort;
  private final StatementMemory memory;
  private final QueryResources resources;
  private final Enumerable<Object[]> rows;
  private final Optional<AtomicBoolean> cancelFlag;
  private final long offset;

  /** Rows of the sorted input that are needed, those already passed among them. */
  private final long needed;

  private Enumerator<Object[]> input;
  private long passed;
  private Object[] row = {};

  /** The first row of the next group, if one was read too far. */
  private Optional<Object[]> ahead = Optional.empty();

  private boolean inputEnded;
  private Optional<RowSorter> sorter = Optional.empty();
  private Optional<RunMerge> group = Optional.empty();

  /** Nothing is read before the first row is asked for. */
  SortedRows(DataContext context, Enumerable<Object[]> rows, RowSort sort) {
    this.sort = sort;
    this.memory = StatementMemory.of(context);
    this.resources = QueryResources.of(context);
    this.cancelFlag = Optional.ofNullable(DataContext.Variable.CANCEL_FLAG.get(context));
    this.offset = sort.limit().offset().of(context);
    this.needed = sort.limit().needed(context);
    this.rows = rows;
    this.input = rows.enumerator();
  }

  @Override
  public Object[] current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    while (passed < needed) {
      if (passed % CHECK_EVERY == 0) {
        checkCanceled();
      }
      Optional<Object[]> next = next();
      if (next.isEmpty()) {
        break;
      }
      passed++;
      if (passed > offset) {
        row = next.get();
        return true;
      }
    }
    close();
    return false;
  }

  private void checkCanceled() {
    if (cancelFlag.isPresent() && cancelFlag.get().get()) {
      throw new QueryCanceledException();
    }
  }

  private Optional<Object[]> next() {
    if (sort.sorted() == sort.keys().size()) {
      return read();
    }
    while (true) {
      if (group.isPresent()) {
        Optional<Object[]> next = group.get().next();
        if (next.isPresent()) {
          return next;
        }
        closeGroup();
      }
      Optional<Object[]> first = ahead.or(this::read);
      ahead = Optional.empty();
      if (first.isEmpty()) {
        return first;
      }
      ahead = read();
      if (ahead.isEmpty() || !sort.isSameGroup(first.get(), ahead.get())) {
        return first;
      }
      readGroup(first.get());
    }
  }

  /** The next row of the input. */
  private Optional<Object[]> read() {
    if (inputEnded || !input.moveNext()) {
      inputEnded = true;
      return Optional.empty();
    }
    return Optional.of(input.current());
  }

  private void readGroup(Object[] first) {
    RowSorter sorting =
        new RowSorter(
            (left, right) -> sort.compare(left, right, sort.sorted()),
            needed - passed,
            Math.min(RowSorter.defaultMemory(), memory.limit() / SHARE_OF_MEMORY),
            RowSorter.defaultFolder());
    sorter = Optional.of(sorting);
    resources.add(sorting);
    sorting.add(first);
    Optional<Object[]> next = ahead;
    while (next.isPresent() && sort.isSameGroup(first, next.get())) {
      sorting.add(next.get());
      next = read();
    }
    ahead = next;
    group = Optional.of(sorting.sorted());
  }

  private void closeGroup() {
    group = Optional.empty();
    Optional<RowSorter> finished = sorter;
    sorter = Optional.empty();
    if (finished.isPresent()) {
      resources.remove(finished.get());
      finished.get().close();
    }
  }

  @Override
  public void reset() {
    close();
    passed = 0;
    ahead = Optional.empty();
    inputEnded = false;
    input = rows.enumerator();
  }

  /** Closing again does nothing. */
  @Override
  public void close() {
    passed = needed;
    try {
      closeGroup();
    } finally {
      input.close();
    }
  }
}
