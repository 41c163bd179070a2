package io.tsdb.calcite.execute;

import io.tsdb.calcite.memory.HeldMemory;
import io.tsdb.calcite.memory.MemoryUse;
import io.tsdb.calcite.memory.StatementMemory;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * The input of an operator of Calcite's that holds its rows, as it stands in a plan: rows that the
 * operator reads count as held by it, in the {@link StatementMemory}.
 *
 * @param use what they are held for
 * @param copies how many times each row is held, about
 * @param extent which rows are held
 * @param keys columns whose values tell groups apart, where {@code extent} is one group
 */
public record HeldInput(MemoryUse use, int copies, Extent extent, List<Integer> keys) {

  /** Which rows of an input are held. */
  public enum Extent {
    /** Those since it was begun to be read. */
    READING,
    /** Those of the group that is being read. */
    GROUP,
    /** All, however often it is read. */
    ALL
  }

  public HeldInput {
    keys = List.copyOf(keys);
  }

  /** All rows of an input each time it is read. */
  public HeldInput(MemoryUse use, int copies) {
    this(use, copies, Extent.READING, List.of());
  }

  /** The rows, counted; generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> count(
      DataContext context, Enumerable<Object[]> rows, HeldInput input) {
    StatementMemory memory = StatementMemory.of(context);
    HeldMemory all = memory.hold(input, input.use);
    return new AbstractEnumerable<>() {
      @Override
      public Enumerator<Object[]> enumerator() {
        HeldMemory held = input.extent == Extent.ALL ? all : memory.hold(input, input.use);
        return new Counted(rows.enumerator(), input, held);
      }
    };
  }

  private boolean isSameGroup(Object[] row, Object[] other) {
    return keys.stream().allMatch(key -> Objects.equals(row[key], other[key]));
  }

  /** Counts rows as they are read. */
  private static final class Counted implements Enumerator<Object[]> {

    private final Enumerator<Object[]> rows;
    private final HeldInput input;
    private final HeldMemory held;
    private Object[] row = {};

    Counted(Enumerator<Object[]> rows, HeldInput input, HeldMemory held) {
      this.rows = rows;
      this.input = input;
      this.held = held;
    }

    @Override
    public Object[] current() {
      return row;
    }

    @Override
    public boolean moveNext() {
      if (!rows.moveNext()) {
        return false;
      }
      Object[] next = rows.current();
      if (input.extent == Extent.GROUP && row.length > 0 && !input.isSameGroup(row, next)) {
        held.release();
      }
      row = next;
      held.add(input.copies * RowBytes.of(row));
      return true;
    }

    @Override
    public void reset() {
      rows.reset();
    }

    /** What was read stays held: operators close their input as soon as they have read it. */
    @Override
    public void close() {
      rows.close();
    }
  }
}
