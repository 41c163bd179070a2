package io.tsdb.calcite.execute;

/**
 * An aggregate that the newest or the oldest events of each group of series decide, such as {@code
 * last(value, ts)} by labels: segments are read from that end of time on, and only where one shows
 * a group that may still change.
 *
 * @param select yields the events of some series, in order of time from that end on
 * @param partition what groups a segment has
 * @param newest whether the newest events decide
 * @param time where the time of an event stands in its row, or {@link Accumulator#NONE} if any
 *     event of a group decides
 */
public record SeriesWalk(
    GroupedSelect select, SeriesPartition partition, boolean newest, int time) {

  /** A time such that the one that comes first when walking is the greatest. */
  long order(long time) {
    return newest ? time : ~time;
  }
}
