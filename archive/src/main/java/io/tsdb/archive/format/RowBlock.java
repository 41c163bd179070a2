package io.tsdb.archive.format;

import java.util.Optional;

/**
 * Up to {@value #ROWS} rows that follow each other in a segment, by column. A block moves along the
 * rows, so that what it was asked for before holds no more.
 *
 * <p>Where rows follow each other in the batch too, the columns are the batch's own; otherwise
 * those that are asked for are copied, which costs less than to look up each row in every loop.
 */
final class RowBlock {

  static final int ROWS = 1024;

  private final EventBatch batch;

  /** The batch's rows; absent where they follow each other. */
  private final Optional<int[]> order;

  private int start;
  private int first;
  private int count;

  private Optional<long[]> times = Optional.empty();
  private Optional<long[]> sequences = Optional.empty();
  private Optional<int[]> series = Optional.empty();
  private Optional<double[]> values = Optional.empty();

  RowBlock(EventBatch batch, Optional<int[]> order) {
    this.batch = batch;
    this.order = order;
  }

  /**
   * Moves to other rows.
   *
   * @param position of the first one in the segment, from 0 on
   * @param from where it stands in the order, or in the batch where there is none
   */
  void move(int position, int from, int rows) {
    start = position;
    first = from;
    count = rows;
    times = Optional.empty();
    sequences = Optional.empty();
    series = Optional.empty();
    values = Optional.empty();
  }

  /** Position of its first row in the segment, from 0 on. */
  int start() {
    return start;
  }

  int count() {
    return count;
  }

  /** Where its first row stands in each of the columns. */
  int from() {
    return order.isPresent() ? 0 : first;
  }

  /** Where its last row ends in each of the columns. */
  int to() {
    return from() + count;
  }

  /** Epoch milliseconds UTC, ascending. */
  long[] times() {
    if (order.isEmpty()) {
      return batch.times();
    }
    if (times.isEmpty()) {
      times = Optional.of(gather(batch.times(), order.get(), first, count));
    }
    return times.get();
  }

  /** The writer's numbers of the events. */
  long[] sequences() {
    if (order.isEmpty()) {
      return batch.sequences();
    }
    if (sequences.isEmpty()) {
      sequences = Optional.of(gather(batch.sequences(), order.get(), first, count));
    }
    return sequences.get();
  }

  /** The batch's numbers of the series. */
  int[] series() {
    if (order.isEmpty()) {
      return batch.series();
    }
    if (series.isEmpty()) {
      series = Optional.of(gather(batch.series(), order.get(), first, count));
    }
    return series.get();
  }

  /** NaN for none. */
  double[] values() {
    if (order.isEmpty()) {
      return batch.values();
    }
    if (values.isEmpty()) {
      values = Optional.of(gather(batch.values(), order.get(), first, count));
    }
    return values.get();
  }

  private static long[] gather(long[] column, int[] order, int from, int count) {
    long[] gathered = new long[count];
    for (int i = 0; i < count; i++) {
      gathered[i] = column[order[from + i]];
    }
    return gathered;
  }

  private static int[] gather(int[] column, int[] order, int from, int count) {
    int[] gathered = new int[count];
    for (int i = 0; i < count; i++) {
      gathered[i] = column[order[from + i]];
    }
    return gathered;
  }

  private static double[] gather(double[] column, int[] order, int from, int count) {
    double[] gathered = new double[count];
    for (int i = 0; i < count; i++) {
      gathered[i] = column[order[from + i]];
    }
    return gathered;
  }

  /** Where the rows before a time end in the columns, looked for from {@code from} on. */
  int endBefore(long time, int from) {
    long[] column = times();
    int to = to();
    if (column[to - 1] < time) {
      return to;
    }
    int at = from;
    while (column[at] < time) {
      at++;
    }
    return at;
  }

  long leastSequence() {
    long[] column = sequences();
    if (order.isEmpty()) {
      return column[from()];
    }
    long least = column[0];
    for (int i = 1; i < count; i++) {
      least = Math.min(least, column[i]);
    }
    return least;
  }

  long greatestSequence() {
    long[] column = sequences();
    if (order.isEmpty()) {
      return column[to() - 1];
    }
    long greatest = column[0];
    for (int i = 1; i < count; i++) {
      greatest = Math.max(greatest, column[i]);
    }
    return greatest;
  }
}
