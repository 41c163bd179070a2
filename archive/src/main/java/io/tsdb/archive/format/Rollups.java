package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds which rollup tables a segment has, and fills them in one pass over its rows. A row is added
 * to the open bucket of the shortest width; when that ends, what it holds is added to the bucket of
 * the next width. Not so the sums, whose bits depend on the order in which values are added: each
 * width adds every value.
 */
final class Rollups {

  /** The shortest buckets first. */
  private final List<Rollup> rollups = new ArrayList<>();

  /** By rollup, the open buckets. */
  private final List<RollupBuckets> open = new ArrayList<>();

  /** By rollup, where the open buckets end, epoch milliseconds. */
  private final long[] ends;

  private Rollups(EventBatch batch, SortedRows rows, SeriesTable series, RollupCounts counts) {
    for (RollupWidth width : RollupWidth.values()) {
      int count = counts.of(width);
      if (RollupWidth.worthwhile(count, rows.size())) {
        rollups.add(new Rollup(width, rows, count));
        open.add(new RollupBuckets(rows, series, batch.seriesCount()));
      }
    }
    ends = new long[rollups.size()];
  }

  /**
   * The rollup tables that have at most a quarter of the segment's rows, the shortest buckets
   * first. Memory, in bytes: 48 for each of their rows, so at most 12 for each of the segment's and
   * table, and 40 for each series and table.
   *
   * @param rows of the batch, sorted
   */
  static List<Rollup> of(
      EventBatch batch, SortedRows rows, SeriesTable series, RollupCounts counts) {
    Rollups all = new Rollups(batch, rows, series, counts);
    if (!all.rollups.isEmpty()) {
      all.startBuckets(rows.time(0));
      rows.forEachBlock(all::add);
      all.closeBuckets(Long.MAX_VALUE);
    }
    return all.rollups;
  }

  private void add(RowBlock block) {
    int at = block.from();
    while (at < block.to()) {
      long time = block.times()[at];
      if (time >= ends[0]) {
        closeBuckets(time);
        startBuckets(time);
      }
      int to = block.endBefore(ends[0], at);
      open.get(0).add(block, at, to);
      for (int i = 1; i < open.size(); i++) {
        open.get(i).addToSums(block, at, to);
      }
      at = to;
    }
  }

  /** Closes the buckets that end at or before a time, the shortest first. */
  private void closeBuckets(long time) {
    for (int i = 0; i < ends.length && ends[i] <= time; i++) {
      open.get(i).close(rollups.get(i), open.get(Math.min(i + 1, ends.length - 1)));
    }
  }

  private void startBuckets(long time) {
    for (int i = 0; i < ends.length; i++) {
      RollupWidth width = rollups.get(i).width();
      ends[i] = width.start(time) + width.millis();
    }
  }
}
