package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;

/** Counts, by width, how many rollups a segment would have: pairs of bucket and series. */
final class RollupCounts {

  private static final RollupWidth[] WIDTHS = RollupWidth.values();

  private final EventBatch batch;
  private final int[] rows;
  private final SeriesTable series;
  private final int[] counts = new int[WIDTHS.length];

  /** By width, the number of the bucket that time has reached, from 1 on. */
  private final int[] buckets = new int[WIDTHS.length];

  /** By series and width, the number of the last bucket that has it; 0 for none yet. */
  private final int[] lasts;

  /** Where the shortest bucket ends, epoch milliseconds. */
  private long end = Long.MIN_VALUE;

  /**
   * @param rows of the batch, sorted
   */
  RollupCounts(EventBatch batch, int[] rows, SeriesTable series) {
    this.batch = batch;
    this.rows = rows;
    this.series = series;
    this.lasts = new int[Math.multiplyExact(series.count() + 1, WIDTHS.length)];
    RowBlocks.run(0, rows.length, this::count);
  }

  int of(RollupWidth width) {
    return counts[width.ordinal()];
  }

  private void count(int from, int to) {
    for (int i = from; i < to; i++) {
      long time = batch.time(rows[i]);
      if (time >= end) {
        startBuckets(time);
      }
      int at = series.id(batch.series(rows[i])) * WIDTHS.length;
      // What is not new in a bucket is not new in the longer ones that hold it.
      for (int w = 0; w < WIDTHS.length && lasts[at + w] != buckets[w]; w++) {
        lasts[at + w] = buckets[w];
        counts[w]++;
      }
    }
  }

  private void startBuckets(long time) {
    for (int w = 0; w < WIDTHS.length; w++) {
      if (buckets[w] == 0 || WIDTHS[w].start(time) != WIDTHS[w].start(end - 1)) {
        buckets[w]++;
      }
    }
    end = WIDTHS[0].start(time) + WIDTHS[0].millis();
  }
}
