package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.TimeRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Rows of a {@link GapFilling}, made as they are asked for: it holds one row of its input at a
 * time. As TimescaleDB has it, rows outside of the range stay, and a query that groups by nothing
 * but the bucket gets all buckets also where there is no row at all.
 */
final class FilledRows implements Enumerator<Object[]> {

  private final Enumerator<Object[]> input;
  private final GapFilling filling;
  private final TimeRange range;
  private final BooleanSupplier canceled;

  /** Read, not delivered. */
  private Optional<Object[]> ahead = Optional.empty();

  /** The keys of the group that is being filled. */
  private Optional<Object[]> group = Optional.empty();

  /** Of that group the last row of the input, and the last row of any kind. */
  private Optional<Object[]> before = Optional.empty();

  private Object[] row = {};
  private Object[] carried = {};
  private long expected;
  private long made;
  private boolean started;

  FilledRows(
      Enumerator<Object[]> input, GapFilling filling, TimeRange range, BooleanSupplier canceled) {
    this.input = input;
    this.filling = filling;
    this.range = range;
    this.canceled = canceled;
  }

  @Override
  public Object[] current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    if (canceled.getAsBoolean()) {
      throw new QueryCanceledException();
    }
    if (!started) {
      started = true;
      read();
      if (ahead.isEmpty() && filling.keys() == 1) {
        begin(new Object[1]);
      }
    }
    if (group.isPresent()) {
      boolean same = ahead.isPresent() && isOf(group.get(), ahead.get());
      long limit = same ? Math.min(time(ahead.get()), range.end()) : range.end();
      if (expected < limit) {
        make(same ? ahead : Optional.empty());
        return true;
      }
      if (same) {
        deliver();
        return true;
      }
      group = Optional.empty();
    }
    if (ahead.isEmpty()) {
      return false;
    }
    begin(ahead.get());
    return moveNext();
  }

  private void begin(Object[] first) {
    group = Optional.of(Arrays.copyOf(first, filling.keys()));
    before = Optional.empty();
    carried = new Object[filling.fills().size()];
    expected = range.isEmpty() ? Long.MAX_VALUE : range.start();
  }

  private void read() {
    ahead = input.moveNext() ? Optional.of(input.current()) : Optional.empty();
    if (ahead.isPresent() && ahead.get()[filling.bucket()] == null) {
      throw new QueryException(
          "Expected no null among the times of time_bucket_gapfill, found one: leave it out by ts IS"
              + " NOT NULL");
    }
  }

  private void deliver() {
    row = ahead.orElseThrow();
    before = ahead;
    System.arraycopy(row, filling.keys(), carried, 0, carried.length);
    if (time(row) >= expected) {
      expected = filling.buckets().next(time(row));
    }
    read();
  }

  private void make(Optional<Object[]> after) {
    if (++made > filling.mostRows()) {
      throw filling.tooMany(range);
    }
    Object[] next = Arrays.copyOf(group.orElseThrow(), filling.keys() + carried.length);
    next[filling.bucket()] = expected;
    for (int i = 0; i < carried.length; i++) {
      Object value =
          switch (filling.fills().get(i)) {
            case NULL -> null;
            case LOCF -> carried[i];
            case INTERPOLATE -> between(filling.keys() + i, after);
          };
      next[filling.keys() + i] = value;
    }
    row = next;
    expected = filling.buckets().next(expected);
  }

  private Object between(int column, Optional<Object[]> after) {
    if (before.isEmpty()
        || after.isEmpty()
        || before.get()[column] == null
        || after.get()[column] == null) {
      return null;
    }
    return between(
        (Number) before.get()[column],
        time(before.get()),
        (Number) after.get()[column],
        time(after.get()));
  }

  /** TimescaleDB's formula; whole numbers are cut off. */
  private Number between(Number y0, long x0, Number y1, long x1) {
    long left = x1 - expected;
    long right = expected - x0;
    if (y0 instanceof Double || y0 instanceof Float) {
      double y = (y0.doubleValue() * left + y1.doubleValue() * right) / (x1 - x0);
      return y0 instanceof Double ? (Number) y : (Number) (float) y;
    }
    if (y0 instanceof BigDecimal low && y1 instanceof BigDecimal high) {
      return low.multiply(BigDecimal.valueOf(left))
          .add(high.multiply(BigDecimal.valueOf(right)))
          .divide(BigDecimal.valueOf(x1 - x0), MathContext.DECIMAL64);
    }
    long y =
        BigInteger.valueOf(y0.longValue())
            .multiply(BigInteger.valueOf(left))
            .add(BigInteger.valueOf(y1.longValue()).multiply(BigInteger.valueOf(right)))
            .divide(BigInteger.valueOf(x1 - x0))
            .longValueExact();
    if (y0 instanceof Integer) {
      return (int) y;
    }
    return y0 instanceof Short ? (Number) (short) y : (Number) y;
  }

  private boolean isOf(Object[] keys, Object[] other) {
    for (int i = 0; i < filling.keys(); i++) {
      if (i != filling.bucket() && !Objects.equals(keys[i], other[i])) {
        return false;
      }
    }
    return true;
  }

  private long time(Object[] of) {
    return (Long) of[filling.bucket()];
  }

  @Override
  public void reset() {
    throw new UnsupportedOperationException("Rows are filled once");
  }

  @Override
  public void close() {
    input.close();
  }
}
