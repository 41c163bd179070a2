package io.tsdb.archive.format;

import java.util.List;
import java.util.Optional;

/**
 * Rows of a batch in the order of a segment: by time, then sequence, then arrival. Where they lie
 * in the batch so, and their sequences ascend, as is usual, no list of them is kept. Can be read by
 * several threads at once.
 */
final class SortedRows {

  private final EventBatch batch;

  /** The batch's rows; absent where these follow each other. */
  private final Optional<int[]> order;

  /** Where the first row stands in the order, or in the batch where there is none. */
  private final int first;

  private final int size;

  private SortedRows(EventBatch batch, Optional<int[]> order, int first, int size) {
    this.batch = batch;
    this.order = order;
    this.first = first;
    this.size = size;
  }

  /** All rows of a batch, whose times and sequences ascend. */
  static SortedRows ascending(EventBatch batch) {
    return new SortedRows(batch, Optional.empty(), 0, batch.rows());
  }

  /** Rows of a batch in the order given. */
  static SortedRows ordered(EventBatch batch, int[] order) {
    return new SortedRows(batch, Optional.of(order), 0, order.length);
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /**
   * The batch's row at a position.
   *
   * @param position from 0 on
   */
  int row(int position) {
    int at = first + position;
    return order.isPresent() ? order.get()[at] : at;
  }

  /** Time of the row at a position; epoch milliseconds UTC. */
  long time(int position) {
    return batch.time(row(position));
  }

  /** Value of the row at a position, NaN for none. */
  double value(int position) {
    return batch.value(row(position));
  }

  /** The rows {@code from} to before {@code to}. */
  SortedRows part(int from, int to) {
    return new SortedRows(batch, order, first + from, to - from);
  }

  /** Several parts, one after the other; at least one. */
  static SortedRows joined(List<SortedRows> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int[] rows = new int[parts.stream().mapToInt(SortedRows::size).sum()];
    int at = 0;
    for (SortedRows part : parts) {
      for (int i = 0; i < part.size; i++) {
        rows[at++] = part.row(i);
      }
    }
    return ordered(parts.get(0).batch, rows);
  }

  /** How many rows are before a time. */
  int countBefore(long time) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (time(middle) < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What the rows take in a segment, in bytes, without their share of indexes: roughly. */
  long segmentBytes() {
    return (long) EventBatch.ROW_BYTES * size + textBytes(batch.texts()) + textBytes(batch.ids());
  }

  /** Bytes of the rows' texts. */
  long textBytes() {
    return textBytes(batch.texts());
  }

  private long textBytes(Utf8Column column) {
    long bytes = 0;
    if (!column.isEmpty()) {
      for (int i = 0; i < size; i++) {
        bytes += column.size(row(i));
      }
    }
    return bytes;
  }

  /** Takes blocks of rows. */
  @FunctionalInterface
  interface Visitor<E extends Exception> {
    void visit(RowBlock block) throws E;
  }

  /** Visits all rows, block by block. */
  <E extends Exception> void forEachBlock(Visitor<E> visitor) throws E {
    forEachBlock(0, size, visitor);
  }

  /**
   * Visits the rows {@code from} to before {@code to}, block by block. A loop over millions of rows
   * that is run a few times is so cut into many short ones: the virtual machine compiles well what
   * is called often, so that even the first segments of a process are written at full speed.
   */
  <E extends Exception> void forEachBlock(int from, int to, Visitor<E> visitor) throws E {
    RowBlock block = new RowBlock(batch, order);
    int at = from;
    while (at < to) {
      int rows = Math.min(RowBlock.ROWS, to - at);
      block.move(at, first + at, rows);
      visitor.visit(block);
      at += rows;
    }
  }
}
