package io.tsdb.calcite.execute;

/**
 * Which of a gather's rows its consumer wants, and in which order.
 *
 * @param order in which they are delivered
 * @param time index of the column that holds the time, where the order is one of time
 * @param limit after how many rows the consumer stops at the latest
 * @param unfiltered whether every event of the range of time is delivered, so that names of
 *     segments tell how many rows they have
 */
public record RowsWanted(Order order, int time, RowLimit limit, boolean unfiltered) {

  /** All rows, segment by segment. */
  public static final RowsWanted ALL = new RowsWanted(Order.SEGMENTS, 0, RowLimit.NONE, false);

  /** The order of rows. */
  public enum Order {
    /** Segment by segment, each in order of time. */
    SEGMENTS,
    /** Segment by segment, each in order of time, the newest first. */
    SEGMENTS_DESCENDING,
    /** All in order of time. */
    TIME,
    /** All in order of time, the newest first. */
    TIME_DESCENDING
  }

  boolean isMerged() {
    return order == Order.TIME || order == Order.TIME_DESCENDING;
  }

  /** The same segment by segment, and all rows. */
  RowsWanted unmerged() {
    return new RowsWanted(
        isDescending() ? Order.SEGMENTS_DESCENDING : Order.SEGMENTS, time, RowLimit.NONE, false);
  }

  boolean isDescending() {
    return order == Order.TIME_DESCENDING || order == Order.SEGMENTS_DESCENDING;
  }
}
