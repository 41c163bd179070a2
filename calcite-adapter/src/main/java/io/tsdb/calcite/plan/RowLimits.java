package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RowCount;
import io.tsdb.calcite.execute.RowLimit;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** LIMIT and OFFSET as a plan has them. */
final class RowLimits {

  private RowLimits() {}

  /**
   * What a sort or a limit of Calcite's delivers, which has null for what it has not.
   *
   * @param offset null for none
   * @param fetch null for all
   */
  static RowLimit of(RexNode offset, RexNode fetch) {
    return new RowLimit(
        offset == null ? new RowCount.Fixed(0) : count(offset),
        fetch == null ? new RowCount.All() : count(fetch));
  }

  private static RowCount count(RexNode node) {
    return node instanceof RexDynamicParam parameter
        ? new RowCount.Parameter(parameter.getName())
        : new RowCount.Fixed(RexLiteral.bigDecimalValue(node).longValueExact());
  }
}
