package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.JoinSide;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.adapter.enumerable.EnumerableCalc;
import org.apache.calcite.adapter.enumerable.EnumerableCorrelate;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexProgram;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Narrows down what a finished plan reads of {@code events} for a join by the rows of the join's
 * other side, where these are few: labels to the values there, times to those from the earliest to
 * the latest one there. A scalar sub-query is such a side, of one row.
 */
final class JoinFilters {

  private static final long DAY = 86_400_000;

  private JoinFilters() {}

  /** A condition on the rows of a node, as it becomes one on the events that they are made of. */
  @FunctionalInterface
  private interface Maker {

    /**
     * @param expression over the columns of {@code events}
     */
    Optional<JoinFilter> filter(RexNode expression, EventsScan scan);
  }

  /** The plan with its gathers narrowed down. */
  static RelNode push(RelNode plan) {
    if (plan instanceof EnumerableCorrelate) {
      // its sides are evaluated in another order
      return plan;
    }
    RelNode node = plan instanceof Join join ? narrowed(join) : plan;
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : node.getInputs()) {
      RelNode pushed = push(input);
      changed |= pushed != input;
      inputs.add(pushed);
    }
    return changed ? node.copy(node.getTraitSet(), inputs) : node;
  }

  private static RelNode narrowed(Join join) {
    if (join.getJoinType() != JoinRelType.INNER && join.getJoinType() != JoinRelType.SEMI) {
      return join;
    }
    JoinSide side = new JoinSide();
    RelNode left = narrowed(join, join.getLeft(), 0, side);
    if (left != join.getLeft()) {
      return join.copy(join.getTraitSet(), List.of(left, held(join.getRight(), side)));
    }
    if (join.getJoinType() == JoinRelType.SEMI) {
      return join;
    }
    RelNode right =
        narrowed(join, join.getRight(), join.getLeft().getRowType().getFieldCount(), side);
    return right == join.getRight()
        ? join
        : join.copy(join.getTraitSet(), List.of(held(join.getLeft(), side), right));
  }

  private static RelNode held(RelNode node, JoinSide side) {
    return new HeldSide(node.getTraitSet(), node, side);
  }

  /**
   * One input of a join, narrowed down by the conditions between it and the other one.
   *
   * @param start where its fields begin among those of the join
   */
  private static RelNode narrowed(Join join, RelNode input, int start, JoinSide side) {
    RelNode result = input;
    for (RexNode condition : RelOptUtil.conjunctions(join.getCondition())) {
      if (condition instanceof RexCall call && call.getOperands().size() == 2) {
        Optional<Comparison> comparison = TimeFilters.ofKind(call.getKind());
        if (comparison.isPresent()) {
          Compared compared = new Compared(join, input, start, side);
          RexNode first = call.getOperands().get(0);
          RexNode second = call.getOperands().get(1);
          result = compared.push(result, first, comparison.get(), second);
          result = compared.push(result, second, comparison.get().reversed(), first);
        }
      }
    }
    return result;
  }

  /** A condition of a join between an input and the other one. */
  private record Compared(Join join, RelNode input, int start, JoinSide side) {

    RelNode push(RelNode current, RexNode own, Comparison comparison, RexNode other) {
      int count = input.getRowType().getFieldCount();
      ImmutableBitSet ownFields = RelOptUtil.InputFinder.bits(own);
      ImmutableBitSet otherFields = RelOptUtil.InputFinder.bits(other);
      ImmutableBitSet fields = ImmutableBitSet.range(start, start + count);
      if (ownFields.isEmpty()
          || !fields.contains(ownFields)
          || otherFields.cardinality() != 1
          || fields.intersects(otherFields)) {
        return current;
      }
      int otherStart = start == 0 ? count : 0;
      int column = otherFields.nth(0) - otherStart;
      SqlTypeName type =
          join.getRowType().getFieldCount() > otherFields.nth(0)
              ? join.getRowType().getFieldList().get(otherFields.nth(0)).getType().getSqlTypeName()
              : join.getRight().getRowType().getFieldList().get(column).getType().getSqlTypeName();
      Maker maker = (expression, scan) -> filter(expression, scan, comparison, other, column, type);
      return descend(current, RexUtil.shift(own, -start), maker).orElse(current);
    }

    private Optional<JoinFilter> filter(
        RexNode expression,
        EventsScan scan,
        Comparison comparison,
        RexNode other,
        int column,
        SqlTypeName type) {
      return switch (type) {
        case CHAR, VARCHAR ->
            comparison != Comparison.EQUAL || !isColumn(other)
                ? Optional.empty()
                : SqliteExpressions.runType(expression).equals(Optional.of(RunType.TEXT))
                        && scan.expressions().isOfSeries(expression)
                    ? Optional.of(new JoinFilter.InTexts(expression, side, column))
                    : inValues(expression, scan, column, RunType.TEXT);
        case DOUBLE ->
            comparison == Comparison.EQUAL && isColumn(other)
                ? inValues(expression, scan, column, RunType.DOUBLE)
                : Optional.empty();
        case TIMESTAMP, DATE ->
            TimeOffset.of(expression)
                .flatMap(
                    own -> TimeOffset.of(other, RexInputRef.class::isInstance).flatMap(own::minus))
                .map(
                    offset ->
                        new JoinFilter.ByTime(
                            expression,
                            comparison,
                            side,
                            column,
                            type == SqlTypeName.DATE ? DAY : 1,
                            offset));
        default -> Optional.empty();
      };
    }

    private Optional<JoinFilter> inValues(
        RexNode expression, EventsScan scan, int column, RunType type) {
      return SqliteExpressions.runType(expression).equals(Optional.of(type))
              && scan.expressions()
                  .output(expression)
                  .filter(
                      value ->
                          value.readsSample()
                              && !value.readsSeries()
                              && value.textQueries().isEmpty())
                  .isPresent()
          ? Optional.of(new JoinFilter.InValues(expression, side, column))
          : Optional.empty();
    }
  }

  /** A column, or one whose type alone is changed. */
  private static boolean isColumn(RexNode node) {
    return node instanceof RexInputRef
        || RexUtil.isLosslessCast(node)
            && ((RexCall) node).getOperands().get(0) instanceof RexInputRef;
  }

  /** The node with a condition on its rows pushed into the gather that they come from. */
  private static Optional<RelNode> descend(RelNode node, RexNode expression, Maker maker) {
    if (node instanceof SegmentGather gather) {
      return gather.read() instanceof EventsScan scan
          ? maker
              .filter(OutputRewrite.expand(expression, scan), scan)
              .map(filter -> gather.reading(scan.with(scan.read().withJoin(filter))))
          : Optional.empty();
    }
    if (node instanceof EnumerableCalc calc) {
      return descend(calc.getInput(), expanded(expression, calc.getProgram()), maker)
          .map(input -> calc.copy(calc.getTraitSet(), List.of(input)));
    }
    if (node instanceof Sort sort && sort.fetch == null && sort.offset == null) {
      return descend(sort.getInput(), expression, maker)
          .map(input -> sort.copy(sort.getTraitSet(), List.of(input)));
    }
    if (node instanceof HeldSide heldSide) {
      return descend(heldSide.getInput(), expression, maker)
          .map(input -> heldSide.copy(heldSide.getTraitSet(), List.of(input)));
    }
    return node instanceof Join join ? descendJoin(join, expression, maker) : Optional.empty();
  }

  private static Optional<RelNode> descendJoin(Join join, RexNode expression, Maker maker) {
    int count = join.getLeft().getRowType().getFieldCount();
    ImmutableBitSet fields = RelOptUtil.InputFinder.bits(expression);
    boolean ofLeft = ImmutableBitSet.range(count).contains(fields);
    boolean ofRight = fields.nextSetBit(0) >= count;
    boolean inner = join.getJoinType() == JoinRelType.INNER;
    if (ofLeft && (inner || join.getJoinType() == JoinRelType.SEMI)) {
      return descend(join.getLeft(), expression, maker)
          .map(left -> join.copy(join.getTraitSet(), List.of(left, join.getRight())));
    }
    return ofRight && inner
        ? descend(join.getRight(), RexUtil.shift(expression, -count), maker)
            .map(right -> join.copy(join.getTraitSet(), List.of(join.getLeft(), right)))
        : Optional.empty();
  }

  private static RexNode expanded(RexNode expression, RexProgram program) {
    return expression.accept(
        new RexShuttle() {
          @Override
          public RexNode visitInputRef(RexInputRef inputRef) {
            return program.expandLocalRef(program.getProjectList().get(inputRef.getIndex()));
          }
        });
  }
}
