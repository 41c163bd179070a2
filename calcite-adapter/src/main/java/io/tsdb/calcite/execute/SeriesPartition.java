package io.tsdb.calcite.execute;

import java.util.Arrays;
import java.util.List;

/**
 * Groups of series, of each of which only the first row in the order of time is wanted.
 *
 * @param sql yields, of every series of a segment that may have rows, its id and what it is grouped
 *     by
 * @param values for the {@code ?}, in their order; the same for all segments
 * @param types of what series are grouped by
 * @param columns where that stands in a row
 */
public record SeriesPartition(
    String sql, List<RunValue> values, List<RunType> types, List<Integer> columns) {

  public SeriesPartition {
    values = List.copyOf(values);
    types = List.copyOf(types);
    columns = List.copyOf(columns);
  }

  /** The group to which a row belongs; it may hold nulls. */
  List<Object> group(Object[] row) {
    Object[] group = new Object[columns.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = row[columns.get(i)];
    }
    return Arrays.asList(group);
  }
}
