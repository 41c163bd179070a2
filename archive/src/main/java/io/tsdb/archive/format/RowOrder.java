package io.tsdb.archive.format;

import java.util.Arrays;

/**
 * Sorts row numbers by time, then sequence. A radix sort from the least significant digit is stable
 * and linear, so rows are sorted by sequence first, then by time; each pass is left out where it
 * would change nothing, which is the usual case.
 */
final class RowOrder {

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private RowOrder() {}

  /** Numbers of the first {@code rows} rows in ascending order, ties as they were. */
  static int[] of(long[] times, long[] sequences, int rows) {
    int[] order = new int[rows];
    Arrays.setAll(order, row -> row);
    if (!isSorted(times, sequences, rows)) {
      if (!isAscending(sequences, rows)) {
        order = sort(order, sequences);
      }
      order = sort(order, times);
    }
    return order;
  }

  private static boolean isSorted(long[] times, long[] sequences, int rows) {
    for (int row = 1; row < rows; row++) {
      if (times[row - 1] > times[row]
          || (times[row - 1] == times[row] && sequences[row - 1] > sequences[row])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscending(long[] keys, int rows) {
    for (int row = 1; row < rows; row++) {
      if (keys[row - 1] > keys[row]) {
        return false;
      }
    }
    return true;
  }

  private static int[] sort(int[] order, long[] keys) {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int row : order) {
      least = Math.min(least, keys[row]);
      most = Math.max(most, keys[row]);
    }
    // The difference is right as an unsigned number even where it overflows.
    int bits = Long.SIZE - Long.numberOfLeadingZeros(most - least);
    int[] from = order;
    int[] to = new int[order.length];
    for (int shift = 0; shift < bits; shift += DIGIT_BITS) {
      int[] ends = new int[DIGITS + 1];
      for (int row : from) {
        ends[digit(keys[row] - least, shift) + 1]++;
      }
      for (int digit = 0; digit < DIGITS; digit++) {
        ends[digit + 1] += ends[digit];
      }
      for (int row : from) {
        to[ends[digit(keys[row] - least, shift)]++] = row;
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (DIGITS - 1);
  }
}
