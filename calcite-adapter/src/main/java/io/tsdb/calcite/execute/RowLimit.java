package io.tsdb.calcite.execute;

import org.apache.calcite.DataContext;

/**
 * Which of some rows are delivered.
 *
 * @param offset how many are left out at the start
 * @param fetch how many are delivered after those
 */
public record RowLimit(RowCount offset, RowCount fetch) {

  /** All rows. */
  public static final RowLimit NONE = new RowLimit(new RowCount.Fixed(0), new RowCount.All());

  /** Whether it ends before the last row, as far as planning can tell. */
  public boolean isLimited() {
    return !(fetch instanceof RowCount.All);
  }

  /**
   * How many rows are needed at most, those left out among them.
   *
   * @throws QueryException if a parameter is no number of rows
   */
  long needed(DataContext context) {
    long left = offset.of(context);
    long delivered = fetch.of(context);
    if (delivered == 0) {
      return 0;
    }
    return delivered > Long.MAX_VALUE - left ? Long.MAX_VALUE : left + delivered;
  }

  @Override
  public String toString() {
    return fetch + " OFFSET " + offset;
  }
}
