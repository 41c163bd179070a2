package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableWindow;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Finds in a finished plan the newest or oldest event of each series: {@code ROW_NUMBER() OVER
 * (PARTITION BY <labels> ORDER BY ts DESC) = 1}. There a gather reads from the newest segment back
 * only what it must, and the window is gone.
 */
final class FirstOfSeries {

  private FirstOfSeries() {}

  /** The plan with such windows replaced. */
  static RelNode mark(RelNode node) {
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : node.getInputs()) {
      RelNode marked =
          node instanceof EnumerableCalc calc && input instanceof EnumerableWindow window
              ? replaced(calc.getProgram(), window)
              : mark(input);
      changed |= marked != input;
      inputs.add(marked);
    }
    return changed ? node.copy(node.getTraitSet(), inputs) : node;
  }

  private static RelNode replaced(RexProgram program, EnumerableWindow window) {
    ImmutableList<Window.Group> groups = window.groups;
    if (!(window.getInput() instanceof SegmentGather gather)
        || !window.getConstants().isEmpty()
        || groups.size() != 1
        || program.getCondition() == null) {
      return window;
    }
    Window.Group group = groups.get(0);
    List<RelFieldCollation> order = group.orderKeys.getFieldCollations();
    int number = gather.getRowType().getFieldCount();
    boolean isRowNumber =
        group.aggCalls.size() == 1
            && group.aggCalls.get(0).getOperator() == SqlStdOperatorTable.ROW_NUMBER;
    if (!isRowNumber
        || !isFirstOnly(program, number)
        || order.size() != 1
        || !gather.readsWholeSeries(group.keys)
        || !gather.isTime(order.get(0).getFieldIndex())) {
      return window;
    }
    return gather.firstOf(
        group.keys.asList(),
        order.get(0).getFieldIndex(),
        order.get(0).getDirection().isDescending(),
        window.getRowType());
  }

  /** Whether no row passes but those whose column {@code number} is 1. */
  private static boolean isFirstOnly(RexProgram program, int number) {
    return RelOptUtil.conjunctions(program.expandLocalRef(program.getCondition())).stream()
        .anyMatch(condition -> isFirst(condition, number));
  }

  private static boolean isFirst(RexNode condition, int number) {
    if (!(condition instanceof RexCall call) || call.getOperands().size() != 2) {
      return false;
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    boolean compares =
        call.getKind() == SqlKind.EQUALS || call.getKind() == SqlKind.LESS_THAN_OR_EQUAL;
    return compares
        && left instanceof RexInputRef column
        && column.getIndex() == number
        && right instanceof RexLiteral literal
        && literal.getValue() instanceof BigDecimal value
        && value.compareTo(BigDecimal.ONE) == 0;
  }
}
