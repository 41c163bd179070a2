package io.tsdb.archive.format;

import java.util.Arrays;

/**
 * The open buckets of one width, one of each series, while rows are added in order of time. What
 * has become of a series is five numbers side by side, so that a row touches one or two cache
 * lines.
 */
final class RollupBuckets {

  private static final int STRIDE = 5;

  /** Bits of doubles; over the events with a value only. */
  private static final int SUM = 0;

  private static final int MIN = 1;
  private static final int MAX = 2;

  /** A {@link Pair}: how many events, and how many with a value. */
  private static final int COUNTS = 3;

  /** A {@link Pair} of positions: the first event with a value, or any event, and the last. */
  private static final int ENDS = 4;

  /** What a sum starts from. Unlike 0.0 it leaves the first value as it is, be it -0.0 itself. */
  private static final long NOTHING = Double.doubleToRawLongBits(-0.0);

  /** Where more than one in so many series have events, all are looked at rather than sorted. */
  private static final int FEW = 16;

  private final SortedRows rows;
  private final SeriesTable series;
  private final long[] fields;

  /** Ids of the series that have events. */
  private int[] ids = new int[16];

  private int open;

  /** Time of the last row added, epoch milliseconds. */
  private long previous = Long.MIN_VALUE;

  /**
   * @param rows whose blocks are added
   * @param numbers how many series the batch has
   */
  RollupBuckets(SortedRows rows, SeriesTable series, int numbers) {
    this.rows = rows;
    this.series = series;
    this.fields = new long[Math.multiplyExact(numbers, STRIDE)];
    for (int at = 0; at < fields.length; at += STRIDE) {
      fields[at + SUM] = NOTHING;
    }
  }

  /** Adds the rows {@code from} to before {@code to} of a block's columns. */
  void add(RowBlock block, int from, int to) {
    add(block.series(), block.times(), block.values(), from, to, block.start() - block.from());
  }

  private void add(int[] numbers, long[] times, double[] values, int from, int to, int shift) {
    for (int i = from; i < to; i++) {
      int at = numbers[i] * STRIDE;
      boolean tied = times[i] == previous;
      previous = times[i];
      double value = values[i];
      long counts = fields[at + COUNTS];
      if (counts == 0) {
        open(numbers[i], Pair.of(i + shift, i + shift));
      }
      if (Double.isNaN(value)) {
        fields[at + COUNTS] = counts + Pair.UPPER_ONE;
        continue;
      }
      fields[at + COUNTS] = counts + Pair.UPPER_ONE + 1;
      fields[at + SUM] = bits(real(fields[at + SUM]) + value);
      if (Pair.lower(counts) == 0) {
        fields[at + MIN] = bits(value);
        fields[at + MAX] = bits(value);
        fields[at + ENDS] = Pair.of(i + shift, i + shift);
        continue;
      }
      if (value < real(fields[at + MIN])) {
        fields[at + MIN] = bits(value);
      } else if (value > real(fields[at + MAX])) {
        fields[at + MAX] = bits(value);
      }
      long ends = fields[at + ENDS];
      fields[at + ENDS] = tied ? tiedEnds(ends, i + shift) : Pair.withLower(ends, i + shift);
    }
  }

  /**
   * Of values at one time the first is the least and the last the greatest, whichever came first.
   */
  private long tiedEnds(long ends, int next) {
    int first = Pair.upper(ends);
    int last = Pair.lower(ends);
    long time = rows.time(next);
    double value = rows.value(next);
    boolean goesFirst = time == rows.time(first) && value < rows.value(first);
    boolean goesBeforeLast = time == rows.time(last) && value < rows.value(last);
    return Pair.of(goesFirst ? next : first, goesBeforeLast ? last : next);
  }

  /** Adds to the sums only; the rest comes from buckets of a shorter width, when these end. */
  void addToSums(RowBlock block, int from, int to) {
    addToSums(block.series(), block.values(), from, to);
  }

  private void addToSums(int[] numbers, double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      double value = values[i];
      if (!Double.isNaN(value)) {
        int at = numbers[i] * STRIDE + SUM;
        fields[at] = bits(real(fields[at]) + value);
      }
    }
  }

  private void open(int number, long ends) {
    if (open == ids.length) {
      ids = Arrays.copyOf(ids, open * 2);
    }
    ids[open++] = series.id(number);
    fields[number * STRIDE + ENDS] = ends;
  }

  /**
   * Ends the buckets: notes them as rollups, in order of series.
   *
   * @param longer the open buckets of the next width, which hold these; itself where there is none
   */
  void close(Rollup rollup, RollupBuckets longer) {
    if (open > series.count() / FEW) {
      for (int id = 1; id <= series.count(); id++) {
        if (fields[series.number(id) * STRIDE + COUNTS] != 0) {
          close(id, rollup, longer);
        }
      }
    } else {
      Arrays.sort(ids, 0, open);
      for (int i = 0; i < open; i++) {
        close(ids[i], rollup, longer);
      }
    }
    open = 0;
  }

  private void close(int id, Rollup rollup, RollupBuckets longer) {
    int number = series.number(id);
    int at = number * STRIDE;
    rollup.add(
        id,
        fields[at + COUNTS],
        fields[at + ENDS],
        fields[at + SUM],
        fields[at + MIN],
        fields[at + MAX]);
    if (longer != this) {
      longer.merge(number, fields, at);
    }
    fields[at + SUM] = NOTHING;
    fields[at + COUNTS] = 0;
  }

  /** Adds a shorter bucket, which comes after those added before. */
  private void merge(int number, long[] shorter, int from) {
    int at = number * STRIDE;
    long counts = fields[at + COUNTS];
    long more = shorter[from + COUNTS];
    if (counts == 0) {
      open(number, shorter[from + ENDS]);
    }
    fields[at + COUNTS] = counts + more; // neither half overflows: both count rows of one segment
    if (Pair.lower(more) == 0) {
      return;
    }
    if (Pair.lower(counts) == 0) {
      fields[at + MIN] = shorter[from + MIN];
      fields[at + MAX] = shorter[from + MAX];
      fields[at + ENDS] = shorter[from + ENDS];
      return;
    }
    if (real(shorter[from + MIN]) < real(fields[at + MIN])) {
      fields[at + MIN] = shorter[from + MIN];
    }
    if (real(shorter[from + MAX]) > real(fields[at + MAX])) {
      fields[at + MAX] = shorter[from + MAX];
    }
    fields[at + ENDS] = Pair.withLower(fields[at + ENDS], Pair.lower(shorter[from + ENDS]));
  }

  private static double real(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static long bits(double real) {
    return Double.doubleToRawLongBits(real);
  }
}
