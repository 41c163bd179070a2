package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.TimeFilter;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/** What the conditions below a node say of a column of time: those that are exact ranges of it. */
final class TimeBounds {

  private TimeBounds() {}

  /**
   * Reads the conditions.
   *
   * @param time over the columns of the node; anything but a column has no conditions
   */
  static TimeFilter of(RexNode time, RelNode node, RexBuilder rexBuilder) {
    TimeFilters filters = new TimeFilters(rexBuilder);
    List<RexNode> conditions = new ArrayList<>();
    RelNode current = node;
    RexNode column = time;
    while (column instanceof RexInputRef reference) {
      int index = reference.getIndex();
      if (current instanceof Filter filter) {
        for (RexNode condition : RelOptUtil.conjunctions(filter.getCondition())) {
          RexNode ofTime = condition.accept(asTimeOfEvents(index));
          if (filters.isExactRange(ofTime)) {
            conditions.add(ofTime);
          }
        }
        current = filter.getInput();
      } else if (current instanceof Project project) {
        column = project.getProjects().get(index);
        current = project.getInput();
      } else if (current instanceof Join join) {
        int left = join.getLeft().getRowType().getFieldCount();
        boolean fromLeft = index < left;
        if (fromLeft
            ? join.getJoinType().generatesNullsOnLeft()
            : join.getJoinType().generatesNullsOnRight()) {
          break;
        }
        column = fromLeft ? column : new RexInputRef(index - left, column.getType());
        current = fromLeft ? join.getLeft() : join.getRight();
      } else {
        break;
      }
    }
    return filters.all(conditions);
  }

  /** {@link TimeFilters} knows the time by its place among the columns of {@code events}. */
  private static RexShuttle asTimeOfEvents(int time) {
    return new RexShuttle() {
      @Override
      public RexNode visitInputRef(RexInputRef reference) {
        int index =
            reference.getIndex() == time
                ? EventColumns.timeIndex()
                : EventColumns.timeIndex() + 1 + reference.getIndex();
        return new RexInputRef(index, reference.getType());
      }
    };
  }
}
