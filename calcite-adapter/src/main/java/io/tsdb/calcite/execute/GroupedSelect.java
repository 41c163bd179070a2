package io.tsdb.calcite.execute;

import java.util.List;

/**
 * A SELECT whose rows are grouped as they are read.
 *
 * @param select yields the rows
 * @param keys columns that a group has in common; the columns computed of the series are counted
 *     first, then the others without the series itself
 * @param accumulators what is computed for each group
 */
public record GroupedSelect(
    SegmentSelect select, List<Integer> keys, List<Accumulator> accumulators) {

  public GroupedSelect {
    keys = List.copyOf(keys);
    accumulators = List.copyOf(accumulators);
  }
}
