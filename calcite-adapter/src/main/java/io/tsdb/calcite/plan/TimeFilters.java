package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.TimeFilter;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Reads from conditions what they say about {@code ts}. What it does not understand says nothing.
 */
final class TimeFilters {

  private static final TimeFilter ANYTHING = new TimeFilter.Anything();

  private static final long DAY = 86_400_000;

  private final RexBuilder rexBuilder;
  private final RunConstants constants;

  TimeFilters(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
    this.constants = new RunConstants(rexBuilder);
  }

  boolean saysNothing(RexNode condition) {
    return filter(condition).equals(ANYTHING);
  }

  /** Whether a condition holds for exactly those times that lie in its range. */
  boolean isExactRange(RexNode condition) {
    if (!(condition instanceof RexCall call)) {
      return false;
    }
    return switch (call.getKind()) {
      case AND -> call.getOperands().stream().allMatch(this::isExactRange);
      case SEARCH -> isExactRange(RexUtil.expandSearch(rexBuilder, null, call));
      case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call) instanceof TimeFilter.Compared compared
              && compared.least() == compared.most();
      default -> false;
    };
  }

  /** What holds where all conditions do; these are over the columns of {@code events}. */
  TimeFilter all(List<RexNode> conditions) {
    return all(conditions, List.of());
  }

  /** What holds where all conditions and all of some other filters do. */
  TimeFilter all(List<RexNode> conditions, List<TimeFilter> others) {
    List<TimeFilter> filters = new ArrayList<>(others);
    for (RexNode condition : conditions) {
      TimeFilter filter = filter(condition);
      if (!filter.equals(ANYTHING)) {
        filters.add(filter);
      }
    }
    return switch (filters.size()) {
      case 0 -> ANYTHING;
      case 1 -> filters.get(0);
      default -> new TimeFilter.All(List.copyOf(filters));
    };
  }

  private TimeFilter filter(RexNode condition) {
    if (!(condition instanceof RexCall call)) {
      return ANYTHING;
    }
    return switch (call.getKind()) {
      case AND -> all(call.getOperands());
      case OR -> any(call.getOperands());
      case NOT -> negated(call.getOperands().get(0));
      case IS_TRUE -> filter(call.getOperands().get(0));
      case SEARCH -> filter(RexUtil.expandSearch(rexBuilder, null, call));
      case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call);
      default -> matchesNothingOfNull(call);
    };
  }

  private TimeFilter negated(RexNode condition) {
    return switch (condition.getKind()) {
      case AND, OR, SEARCH, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> {
        RexNode expanded = RexUtil.expandSearch(rexBuilder, null, condition);
        yield expanded instanceof RexCall call ? negated(call) : ANYTHING;
      }
      default -> ANYTHING;
    };
  }

  private TimeFilter negated(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return switch (call.getKind()) {
      case AND -> any(operands.stream().map(this::not).toList());
      case OR -> all(operands.stream().map(this::not).toList());
      case NOT -> filter(operands.get(0));
      default -> {
        RexNode inverse = RexUtil.invert(rexBuilder, call);
        yield inverse == null ? ANYTHING : filter(inverse);
      }
    };
  }

  private RexNode not(RexNode condition) {
    return rexBuilder.makeCall(SqlStdOperatorTable.NOT, condition);
  }

  private TimeFilter any(List<RexNode> conditions) {
    List<TimeFilter> filters = new ArrayList<>();
    for (RexNode condition : conditions) {
      TimeFilter filter = filter(condition);
      if (filter.equals(ANYTHING)) {
        return ANYTHING;
      }
      filters.add(filter);
    }
    return new TimeFilter.Any(List.copyOf(filters));
  }

  private TimeFilter comparison(RexCall call) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    return compared(left, comparison(call.getKind()), right)
        .or(() -> compared(right, comparison(call.getKind().reverse()), left))
        .orElse(ANYTHING);
  }

  private Optional<TimeFilter> compared(RexNode time, Comparison comparison, RexNode instant) {
    if (!RunConstants.isConstant(instant)) {
      return Optional.empty();
    }
    Optional<TimeOffset> offset = TimeOffset.of(time);
    if (offset.isPresent()) {
      return instant(instant).map(value -> offset.get().compared(comparison, value));
    }
    return TimeDifference.of(time)
        .flatMap(
            difference ->
                difference
                    .reference(instant, rexBuilder)
                    .flatMap(reference -> instant(reference))
                    .map(
                        value ->
                            difference
                                .offset()
                                .compared(difference.comparison(comparison), value)));
  }

  /** An instant, or the start of a day; epoch milliseconds. */
  private Optional<RunValue> instant(RexNode node) {
    if (node instanceof RexLiteral literal
        && literal.getType().getSqlTypeName() == SqlTypeName.DATE
        && literal.getValueAs(Integer.class) != null) {
      return Optional.of(new RunValue.Constant(literal.getValueAs(Integer.class) * DAY));
    }
    return constants.value(timestamp(node), RunType.LONG);
  }

  private RexNode timestamp(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.DATE
        ? rexBuilder.makeCast(
            rexBuilder
                .getTypeFactory()
                .createTypeWithNullability(
                    rexBuilder.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP, 3), true),
            node)
        : node;
  }

  /** A search for null finds nothing, and no statement has to say so. */
  private TimeFilter matchesNothingOfNull(RexCall call) {
    if (call.getOperator() != TsdbOperators.TEXT_MATCH) {
      return ANYTHING;
    }
    RexNode query = call.getOperands().get(1);
    if (query instanceof RexLiteral || !RunConstants.isConstant(query)) {
      return ANYTHING;
    }
    Optional<RunValue> value = constants.value(query, RunType.TEXT);
    return value.<TimeFilter>map(TimeFilter.NothingOfNull::new).orElse(ANYTHING);
  }

  private static Comparison comparison(SqlKind kind) {
    return ofKind(kind).orElseThrow(() -> new IllegalArgumentException("No comparison: " + kind));
  }

  /** How an operator compares; empty if it does not. */
  static Optional<Comparison> ofKind(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Optional.of(Comparison.EQUAL);
      case LESS_THAN -> Optional.of(Comparison.LESS);
      case LESS_THAN_OR_EQUAL -> Optional.of(Comparison.LESS_OR_EQUAL);
      case GREATER_THAN -> Optional.of(Comparison.GREATER);
      case GREATER_THAN_OR_EQUAL -> Optional.of(Comparison.GREATER_OR_EQUAL);
      default -> Optional.empty();
    };
  }
}
