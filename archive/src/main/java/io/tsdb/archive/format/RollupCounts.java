package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;

/**
 * Counts, by width, how many rollups a segment would have: pairs of bucket and series. On the way
 * it finds which series the segment has.
 */
final class RollupCounts {

  private static final RollupWidth[] WIDTHS = RollupWidth.values();

  private final int[] counts = new int[WIDTHS.length];

  /** By width, the number of the bucket that time has reached, from 1 on. */
  private final int[] buckets = new int[WIDTHS.length];

  /** By the batch's number of a series and width, the last bucket that has it; 0 for none yet. */
  private final int[] lasts;

  /** Where the shortest bucket ends, epoch milliseconds. */
  private long end = Long.MIN_VALUE;

  RollupCounts(EventBatch batch, SortedRows rows) {
    this.lasts = new int[Math.multiplyExact(batch.seriesCount(), WIDTHS.length)];
    rows.forEachBlock(this::count);
  }

  int of(RollupWidth width) {
    return counts[width.ordinal()];
  }

  /**
   * Whether the segment has a series.
   *
   * @param series the batch's number of it
   */
  boolean has(int series) {
    return lasts[series * WIDTHS.length] != 0;
  }

  private void count(RowBlock block) {
    int at = block.from();
    while (at < block.to()) {
      long time = block.times()[at];
      if (time >= end) {
        startBuckets(time);
      }
      int to = block.endBefore(end, at);
      count(block.series(), at, to);
      at = to;
    }
  }

  /** Counts rows of one of the shortest buckets. */
  private void count(int[] series, int from, int to) {
    int bucket = buckets[0];
    for (int i = from; i < to; i++) {
      int at = series[i] * WIDTHS.length;
      if (lasts[at] != bucket) {
        countNew(at);
      }
    }
  }

  /** What is not new in a bucket is not new in the longer ones that hold it. */
  private void countNew(int at) {
    for (int w = 0; w < WIDTHS.length && lasts[at + w] != buckets[w]; w++) {
      lasts[at + w] = buckets[w];
      counts[w]++;
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
