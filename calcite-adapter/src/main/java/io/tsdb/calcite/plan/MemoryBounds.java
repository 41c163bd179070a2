package io.tsdb.calcite.plan;

import io.tsdb.calcite.aggregate.StateFunction;
import io.tsdb.calcite.execute.HeldInput;
import io.tsdb.calcite.execute.HeldInput.Extent;
import io.tsdb.calcite.memory.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableAggregate;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.adapter.enumerable.EnumerableIntersect;
import org.apache.calcite.adapter.enumerable.EnumerableMatch;
import org.apache.calcite.adapter.enumerable.EnumerableMergeJoin;
import org.apache.calcite.adapter.enumerable.EnumerableMinus;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.adapter.enumerable.EnumerableTableSpool;
import org.apache.calcite.adapter.enumerable.EnumerableUnion;
import org.apache.calcite.adapter.enumerable.EnumerableWindow;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Collect;
import org.apache.calcite.rel.core.SetOp;

/**
 * Bounds what the operators of a finished plan hold: groups, and rows of set operations, spill to
 * temporary files; what others hold is counted, and a statement that would hold too much fails. It
 * leaves the plan that a user is shown as it is.
 */
final class MemoryBounds {

  private MemoryBounds() {}

  /** The plan with its operators bounded. */
  static RelNode place(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    for (RelNode input : node.getInputs()) {
      inputs.add(place(input));
    }
    if (node instanceof EnumerableAggregate aggregate) {
      return grouped(aggregate, inputs.get(0));
    }
    if (node instanceof EnumerableIntersect || node instanceof EnumerableMinus) {
      return new SetRows((SetOp) node, inputs);
    }
    if (node instanceof EnumerableUnion union && !union.all) {
      RelNode all = union.copy(union.getTraitSet(), inputs, true);
      return GroupRows.distinct(all, MemoryUse.SET_OPERATION);
    }
    for (int i = 0; i < inputs.size(); i++) {
      inputs.set(i, counted(node, i, inputs.get(i)));
    }
    if (node instanceof EnumerableNestedLoopJoin join
        && join.getJoinType().generatesNullsOnLeft()) {
      return new OuterLoopJoin(join, inputs.get(0), inputs.get(1));
    }
    return inputs.equals(node.getInputs()) ? node : node.copy(node.getTraitSet(), inputs);
  }

  private static RelNode grouped(EnumerableAggregate aggregate, RelNode input) {
    boolean collects = aggregate.getAggCallList().stream().anyMatch(MemoryBounds::collects);
    return GroupRows.of(
        aggregate,
        collects
            ? held(input, new HeldInput(MemoryUse.COLLECTED, 1, Extent.ALL, List.of()))
            : input);
  }

  /** Whether what it comes to grows with the rows; Calcite keeps sorted ones too. */
  private static boolean collects(AggregateCall call) {
    if (call.getAggregation() instanceof StateFunction) {
      return false;
    }
    return !call.collation.getFieldCollations().isEmpty()
        || switch (call.getAggregation().getKind()) {
          case COUNT,
              SUM,
              SUM0,
              AVG,
              MIN,
              MAX,
              SINGLE_VALUE,
              ANY_VALUE,
              SOME,
              BIT_AND,
              BIT_OR,
              BIT_XOR,
              GROUPING,
              GROUPING_ID,
              GROUP_ID,
              ARG_MIN,
              ARG_MAX,
              LITERAL_AGG ->
              false;
          default -> true;
        };
  }

  private static RelNode counted(RelNode node, int index, RelNode input) {
    if (node instanceof EnumerableHashJoin && index == 1
        || node instanceof EnumerableNestedLoopJoin join
            && join.getJoinType().generatesNullsOnLeft()
            && index == 1) {
      return held(input, new HeldInput(MemoryUse.JOIN, 1));
    }
    if (node instanceof EnumerableMergeJoin join) {
      List<Integer> keys =
          index == 0 ? join.analyzeCondition().leftKeys : join.analyzeCondition().rightKeys;
      return held(input, new HeldInput(MemoryUse.JOIN, 1, Extent.GROUP, keys));
    }
    if (node instanceof AsofRows && index == 1) {
      return held(input, new HeldInput(MemoryUse.ASOF_JOIN, 1));
    }
    if (node instanceof EnumerableWindow window) {
      // the rows as they came, and as each group of windows leaves them
      return held(input, new HeldInput(MemoryUse.WINDOW, 1 + window.groups.size()));
    }
    if (node instanceof Collect || node instanceof EnumerableMatch) {
      return held(input, new HeldInput(MemoryUse.COLLECTED, 1));
    }
    if (node instanceof EnumerableTableSpool) {
      return held(input, new HeldInput(MemoryUse.RECURSION, 2, Extent.ALL, List.of()));
    }
    return input;
  }

  private static RelNode held(RelNode input, HeldInput held) {
    return new HeldInputRows(input, held);
  }
}
