package io.tsdb.archive.format;

import io.tsdb.archive.segment.RollupWidth;
import java.util.ArrayList;
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
    RollupCounts counts = new RollupCounts(batch, rows, series);
    List<Rollup> rollups = new ArrayList<>();
    for (RollupWidth width : RollupWidth.values()) {
      int count = counts.of(width);
      if (RollupWidth.worthwhile(count, rows.length)) {
        rollups.add(new Rollup(width, batch, series.count(), count));
      }
    }
    RowBlocks.run(
        0,
        rows.length,
        (from, to) -> {
          for (Rollup rollup : rollups) {
            rollup.add(rows, from, to, series);
          }
        });
    rollups.forEach(Rollup::closeBucket);
    return rollups;
  }
}
