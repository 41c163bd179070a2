package io.tsdb.calcite.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableFilter;
import org.apache.calcite.adapter.enumerable.EnumerableProject;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexInputRef;

/**
 * The gather of events below a node of a finished plan, where there is nothing between but
 * projections and filters, which keep the order of rows.
 */
final class EventsBelow {

  private EventsBelow() {}

  /** The gather, if it is one of events. */
  static Optional<SegmentGather> gather(RelNode node) {
    if (node instanceof SegmentGather gather) {
      return Optional.of(gather).filter(SegmentGather::readsEvents);
    }
    return isTransparent(node) ? gather(node.getInput(0)) : Optional.empty();
  }

  private static boolean isTransparent(RelNode node) {
    return node instanceof EnumerableCalc
        || node instanceof EnumerableProject
        || node instanceof EnumerableFilter;
  }

  /** Whether some of the gather's rows are left out on the way. */
  static boolean isFiltered(RelNode node) {
    return node instanceof EnumerableFilter
        || (node instanceof EnumerableCalc calc && calc.getProgram().getCondition() != null)
        || (isTransparent(node) && isFiltered(node.getInput(0)));
  }

  /** Which of the gather's columns a column of the node is; empty if it is none. */
  static OptionalInt column(RelNode node, int index) {
    if (node instanceof SegmentGather gather) {
      return gather.readsEvents() ? OptionalInt.of(index) : OptionalInt.empty();
    }
    if (node instanceof EnumerableFilter filter) {
      return column(filter.getInput(), index);
    }
    int source = -1;
    if (node instanceof EnumerableCalc calc) {
      source = calc.getProgram().getSourceField(index);
    } else if (node instanceof EnumerableProject project
        && project.getProjects().get(index) instanceof RexInputRef column) {
      source = column.getIndex();
    }
    return source < 0 ? OptionalInt.empty() : column(node.getInput(0), source);
  }

  /** The node with the gather changed. */
  static RelNode with(RelNode node, UnaryOperator<SegmentGather> change) {
    return node instanceof SegmentGather gather
        ? change.apply(gather)
        : node.copy(node.getTraitSet(), List.of(with(node.getInput(0), change)));
  }
}
