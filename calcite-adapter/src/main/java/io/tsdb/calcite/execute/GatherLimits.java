package io.tsdb.calcite.execute;

/**
 * The bounds within which one query reads segments ahead of its consumer.
 *
 * @param workers most threads that read, beside the consumer's
 * @param openedAhead most segments opened, with their reading planned, that no thread reads yet
 * @param bufferedBytes about the most bytes of rows that wait for the consumer; each worker may
 *     exceed it by a batch, see {@link RowBatch}
 */
record GatherLimits(int workers, int openedAhead, long bufferedBytes) {

  private static final long MEBIBYTE = 1024 * 1024;

  /** A thread for each processor; a 32nd of the heap for rows, 1 to 16 MiB. */
  static GatherLimits defaults() {
    Runtime runtime = Runtime.getRuntime();
    return new GatherLimits(
        runtime.availableProcessors(),
        4,
        Math.max(MEBIBYTE, Math.min(16 * MEBIBYTE, runtime.maxMemory() / 32)));
  }

  /** Nothing but heads is read ahead. */
  static GatherLimits oneByOne() {
    return new GatherLimits(0, 0, MEBIBYTE);
  }
}
