package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.linq4j.Linq4j;

/**
 * The rows of a {@link JoinSide}. The join and whoever reads the other side ask for them in any
 * order: up to {@value #MOST_ROWS} are held, so that they are computed once, and no more than a
 * 16th of the statement's memory. Of more the join reads on where the holding has ended, and
 * nothing is known of them. For one thread.
 */
public final class HeldRows extends AbstractEnumerable<Object[]> {

  /** Most rows that are held. */
  static final int MOST_ROWS = 10_000;

  /** And most of the statement's memory, of which the join itself takes no less. */
  private static final int SHARE_OF_MEMORY = 16;

  private final Enumerable<Object[]> source;
  private final long mostBytes;
  private final List<Object[]> held = new ArrayList<>();
  private Optional<Enumerator<Object[]>> rest = Optional.empty();
  private boolean read;
  private boolean complete;

  private HeldRows(Enumerable<Object[]> source, long mostBytes) {
    this.source = source;
    this.mostBytes = mostBytes;
  }

  /** The rows of a side; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> hold(
      DataContext context, Enumerable<Object[]> rows, JoinSide side) {
    Optional<QueryRun> run = QueryRun.of(context);
    if (run.isEmpty()) {
      return rows;
    }
    HeldRows held = new HeldRows(rows, run.get().memory().limit() / SHARE_OF_MEMORY);
    run.get().hold(side, held);
    return held;
  }

  /** All rows, read at the first call; empty if they are too many. */
  Optional<List<Object[]>> all() {
    if (!read) {
      read();
    }
    return complete ? Optional.of(held) : Optional.empty();
  }

  private void read() {
    read = true;
    Enumerator<Object[]> rows = source.enumerator();
    rest = Optional.of(rows);
    long bytes = 0;
    while (held.size() < MOST_ROWS && bytes < mostBytes) {
      if (!rows.moveNext()) {
        complete = true;
        close();
        return;
      }
      held.add(rows.current());
      bytes += RowBytes.of(rows.current());
    }
  }

  /** Reads them as {@link #all} does, since that may be asked after the join has read this side. */
  @Override
  public Enumerator<Object[]> enumerator() {
    if (!read) {
      read();
    }
    if (complete) {
      return Linq4j.enumerator(held);
    }
    if (rest.isEmpty()) {
      return source.enumerator();
    }
    Enumerator<Object[]> further = rest.get();
    rest = Optional.empty();
    return new Continued(List.copyOf(held), further);
  }

  /** Ends the reading of rows that nobody has gone on to read. */
  void close() {
    rest.ifPresent(Enumerator::close);
    rest = Optional.empty();
  }

  /** Rows that are held, then further ones. */
  private static final class Continued implements Enumerator<Object[]> {

    private final List<Object[]> first;
    private final Enumerator<Object[]> further;
    private int next;

    Continued(List<Object[]> first, Enumerator<Object[]> further) {
      this.first = first;
      this.further = further;
    }

    @Override
    public Object[] current() {
      return next <= first.size() ? first.get(next - 1) : further.current();
    }

    @Override
    public boolean moveNext() {
      if (next < first.size()) {
        next++;
        return true;
      }
      next = first.size() + 1;
      return further.moveNext();
    }

    @Override
    public void reset() {
      throw new UnsupportedOperationException("The rows of a side of a join are read once");
    }

    @Override
    public void close() {
      further.close();
    }
  }
}
