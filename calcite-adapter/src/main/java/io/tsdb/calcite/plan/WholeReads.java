package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.Demand;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.adapter.enumerable.EnumerableLimit;
import org.apache.calcite.adapter.enumerable.EnumerableWindow;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Sort;

/**
 * Tells the gathers of a finished plan which of them are read to their end whatever the user does
 * with the result: those below an aggregate, a sort or a window, and the side of a hash join that
 * is put into a table.
 */
final class WholeReads {

  private WholeReads() {}

  /** The plan with its gathers told. */
  static RelNode mark(RelNode plan) {
    return mark(plan, Demand.AS_READ);
  }

  private static RelNode mark(RelNode node, Demand demand) {
    if (node instanceof SegmentGather gather) {
      return demand == Demand.ALL ? gather.with(demand) : gather;
    }
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (int i = 0; i < node.getInputs().size(); i++) {
      RelNode input = node.getInput(i);
      RelNode marked = mark(input, ofInput(node, i, demand));
      changed |= marked != input;
      inputs.add(marked);
    }
    return changed ? node.copy(node.getTraitSet(), inputs) : node;
  }

  /** Whether a node is a sort that delivers nothing before it has read all. */
  private static boolean isWholeSort(RelNode node) {
    return node instanceof Sort sort
        && !sort.getCollation().getFieldCollations().isEmpty()
        && !(sort instanceof SortRows rows && rows.isStreaming());
  }

  private static Demand ofInput(RelNode node, int input, Demand demand) {
    if (node instanceof EnumerableLimit
        || (node instanceof SortRows sort && sort.isStreaming() && sort.fetch != null)) {
      return Demand.AS_READ;
    }
    boolean readsAll =
        node instanceof EnumerableAggregate
            || node instanceof HeldSide
            || node instanceof EnumerableWindow
            || isWholeSort(node)
            || ((node instanceof EnumerableHashJoin || node instanceof AsofRows) && input == 1);
    return readsAll ? Demand.ALL : demand;
  }
}
