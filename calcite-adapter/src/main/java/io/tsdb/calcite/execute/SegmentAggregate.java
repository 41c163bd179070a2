package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.RollupWidth;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * An aggregate in one segment, by several statements that all yield the same columns: keys, then
 * partial results. A group may come more than once; whoever gathers adds up.
 *
 * @param rows reads the segment's events; where there are rollups, it looks at no time
 * @param rowsWithin reads the events of a range of time, see {@link RunValue.Bound}; the same as
 *     {@code rows} where there are no rollups
 * @param rollups read the tables of rollups that can answer instead, those that lie within a range
 *     of time
 * @param series reads the dictionary of series, which answers instead for a whole segment; empty if
 *     it does not tell
 * @param walk reads events from one end of time on, instead of all; empty if that does not do
 */
public record SegmentAggregate(
    GroupedSelect rows,
    GroupedSelect rowsWithin,
    Map<RollupWidth, GroupedSelect> rollups,
    Optional<GroupedSelect> series,
    Optional<SeriesWalk> walk) {

  public SegmentAggregate {
    Map<RollupWidth, GroupedSelect> copy = new EnumMap<>(RollupWidth.class);
    copy.putAll(rollups);
    rollups = Collections.unmodifiableMap(copy);
  }
}
