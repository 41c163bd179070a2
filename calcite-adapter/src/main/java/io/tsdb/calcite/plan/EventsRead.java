package io.tsdb.calcite.plan;

import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;

/**
 * What is read of {@code events}. All expressions are over the columns of the table, and SQLite can
 * compute them.
 *
 * @param filters what every row fulfils
 * @param necessary conditions a weaker form of which SQLite decides; a filter above decides them
 * @param joins what a join above asks of the rows, if its other side has few
 * @param outputs the columns that are delivered
 * @param rowType names and types of the outputs
 */
record EventsRead(
    List<RexNode> filters,
    List<RexNode> necessary,
    List<JoinFilter> joins,
    List<RexNode> outputs,
    RelDataType rowType) {

  /** Of rows left by a condition; a guess, which only has to make pushing it pay. */
  private static final double SELECTIVITY = 0.25;

  /** Cost of reading a row, in units of what Calcite takes for handling one. */
  private static final double ROW_COST = 10;

  /** Cost of delivering a column. */
  private static final double COLUMN_COST = 0.1;

  /**
   * What a computed column saves. It would be computed above, where Calcite reckons nothing for it
   * and only the segments' SQLite can do it well, or at all. More than a projection costs.
   */
  private static final double COMPUTED_SAVING = 1.5;

  EventsRead {
    filters = List.copyOf(filters);
    necessary = List.copyOf(necessary);
    joins = List.copyOf(joins);
    outputs = List.copyOf(outputs);
  }

  EventsRead withFilters(List<RexNode> newFilters, List<RexNode> newNecessary) {
    return new EventsRead(newFilters, newNecessary, joins, outputs, rowType);
  }

  EventsRead withOutputs(List<RexNode> newOutputs, RelDataType newRowType) {
    return new EventsRead(filters, necessary, joins, newOutputs, newRowType);
  }

  EventsRead withJoin(JoinFilter join) {
    return new EventsRead(
        filters,
        necessary,
        Stream.concat(joins.stream(), Stream.of(join)).toList(),
        outputs,
        rowType);
  }

  double estimatedRows(double tableRows) {
    return Math.max(1, tableRows * Math.pow(SELECTIVITY, filters.size() + 0.5 * necessary.size()));
  }

  /** Calcite compares rows only, so the width is part of them. */
  RelOptCost cost(RelOptPlanner planner, double rows) {
    long computed = outputs.stream().filter(SqliteExpressions::isExtraction).count();
    double saved = Math.min(ROW_COST / 2, COMPUTED_SAVING * computed);
    double weighted = rows * (ROW_COST + COLUMN_COST * outputs.size() - saved);
    return planner.getCostFactory().makeCost(weighted, weighted, 0);
  }

  RelWriter explain(RelWriter writer) {
    return explainConditions(writer.item("outputs", outputs));
  }

  RelWriter explainConditions(RelWriter writer) {
    return writer
        .itemIf("filters", filters, !filters.isEmpty())
        .itemIf("necessary", necessary, !necessary.isEmpty())
        .itemIf("joins", joins.toString(), !joins.isEmpty());
  }
}
