package io.tsdb.archive.format;

/** Two integers in one long. */
final class Pair {

  /** What adds one to the upper integer. */
  static final long UPPER_ONE = 1L << Integer.SIZE;

  private static final long LOWER = UPPER_ONE - 1;

  private Pair() {}

  static long of(int upper, int lower) {
    return ((long) upper << Integer.SIZE) | (lower & LOWER);
  }

  static int upper(long pair) {
    return (int) (pair >>> Integer.SIZE);
  }

  static int lower(long pair) {
    return (int) pair;
  }

  static long withLower(long pair, int lower) {
    return (pair & ~LOWER) | (lower & LOWER);
  }
}
