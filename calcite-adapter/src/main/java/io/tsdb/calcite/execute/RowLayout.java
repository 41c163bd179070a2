package io.tsdb.calcite.execute;

import java.util.BitSet;
import java.util.Optional;

/**
 * Which places of a delivered row are filled with columns of its series, and which with those of
 * the row itself.
 */
final class RowLayout {

  private final int[] ofSeries;
  private final int[] ofRow;

  /**
   * @param rowColumns how many columns the row itself yields, without the id of its series
   */
  RowLayout(Optional<SeriesColumns> series, int rowColumns) {
    this.ofSeries =
        series
            .map(columns -> columns.places().stream().mapToInt(Integer::intValue).toArray())
            .orElseGet(() -> new int[0]);
    BitSet taken = new BitSet();
    for (int place : ofSeries) {
      taken.set(place);
    }
    this.ofRow = new int[rowColumns];
    int place = -1;
    for (int i = 0; i < rowColumns; i++) {
      place = taken.nextClearBit(place + 1);
      ofRow[i] = place;
    }
  }

  /** An empty row. */
  Object[] newRow() {
    return new Object[ofSeries.length + ofRow.length];
  }

  void fill(Object[] row, Object[] seriesValues) {
    for (int i = 0; i < ofSeries.length; i++) {
      row[ofSeries[i]] = seriesValues[i];
    }
  }

  /** Where the i-th column of the row itself goes. */
  int place(int column) {
    return ofRow[column];
  }
}
