package io.tsdb.archive.format;

/**
 * Cuts a loop over millions of rows, which is run a few times only, into many short ones: the
 * virtual machine compiles well what is called often, so that even the first segments of a process
 * are written at full speed.
 */
final class RowBlocks {

  private static final int ROWS = 1024;

  private RowBlocks() {}

  /** A stretch of the loop. */
  @FunctionalInterface
  interface Block<E extends Exception> {

    /** Runs from {@code from} to before {@code to}. */
    void run(int from, int to) throws E;
  }

  /** Runs from {@code start} to before {@code end}, in order. */
  static <E extends Exception> void run(int start, int end, Block<E> block) throws E {
    int from = start;
    while (from < end) {
      int to = end - from < ROWS ? end : from + ROWS;
      block.run(from, to);
      from = to;
    }
  }
}
