package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds which rollup tables a segment has, and fills them. */
final class Rollups {

  private Rollups() {}

  /**
   * The rollup tables that have at most a quarter of the segment's rows, the shortest buckets
   * first. Memory, in bytes: 48 for each of their rows, so at most 12 for each of the segment's and
   * table, and 4 for each series and table.
   *
   * @param rows of the batch, sorted
   */
  static List<Rollup> of(EventBatch batch, int[] rows, SeriesTable series) {
    List<Rollup> rollups = new ArrayList<>();
    for (RollupWidth width : RollupWidth.values()) {
      int count = count(batch, rows, series, width);
      if (RollupWidth.worthwhile(count, rows.length)) {
        rollups.add(new Rollup(width, batch, series.count(), count));
      }
    }
    if (rollups.isEmpty()) {
      return rollups;
    }
    for (int row : rows) {
      long time = batch.time(row);
      int id = series.id(batch.series(row));
      double value = batch.value(row);
      for (Rollup rollup : rollups) {
        rollup.add(row, id, time, value);
      }
    }
    rollups.forEach(Rollup::closeBucket);
    return rollups;
  }

  /** How many pairs of bucket and series have events; stops where these are too many. */
  private static int count(EventBatch batch, int[] rows, SeriesTable series, RollupWidth width) {
    // By series, the number of the last bucket that has it.
    int[] lasts = new int[series.count() + 1];
    Arrays.fill(lasts, -1);
    int bucket = 0;
    long end = Long.MIN_VALUE;
    int count = 0;
    for (int row : rows) {
      long time = batch.time(row);
      if (time >= end) {
        bucket++;
        end = width.start(time) + width.millis();
        if (!RollupWidth.worthwhile(count, rows.length)) {
          return count;
        }
      }
      int id = series.id(batch.series(row));
      if (lasts[id] != bucket) {
        lasts[id] = bucket;
        count++;
      }
    }
    return count;
  }
}
