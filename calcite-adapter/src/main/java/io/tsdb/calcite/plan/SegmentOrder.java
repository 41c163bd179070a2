package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RowLimit;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;

/**
 * In which order the statement of a segment yields its rows, and how many.
 *
 * @param keys sorts by these columns of its result first
 * @param newestFirst whether rows of equal keys, all of them without keys, come the newest first
 * @param limit tells how many are needed at most
 */
record SegmentOrder(List<RelFieldCollation> keys, boolean newestFirst, RowLimit limit) {

  /** All rows in order of time. */
  static final SegmentOrder TIME = new SegmentOrder(List.of(), false, RowLimit.NONE);

  SegmentOrder {
    keys = List.copyOf(keys);
  }
}
