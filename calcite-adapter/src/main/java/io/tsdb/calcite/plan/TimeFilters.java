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
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Reads from conditions what they say about {@code ts}. What it does not understand says nothing.
 */
final class TimeFilters {

  private static final TimeFilter ANYTHING = new TimeFilter.Anything();

  private final RexBuilder rexBuilder;
  private final RunConstants constants;

  TimeFilters(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
    this.constants = new RunConstants(rexBuilder);
  }

  /** What holds where all conditions do; these are over the columns of {@code events}. */
  TimeFilter all(List<RexNode> conditions) {
    List<TimeFilter> filters = new ArrayList<>();
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
      case SEARCH -> filter(RexUtil.expandSearch(rexBuilder, null, call));
      case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call);
      default -> matchesNothingOfNull(call);
    };
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
    if (isTime(left)) {
      return compared(comparison(call.getKind()), right);
    }
    if (isTime(right)) {
      return compared(comparison(call.getKind().reverse()), left);
    }
    return ANYTHING;
  }

  private TimeFilter compared(Comparison comparison, RexNode instant) {
    if (!RunConstants.isConstant(instant)) {
      return ANYTHING;
    }
    return constants
        .value(instant, RunType.LONG)
        .<TimeFilter>map(value -> new TimeFilter.Compared(comparison, value))
        .orElse(ANYTHING);
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

  private static boolean isTime(RexNode node) {
    return node instanceof RexInputRef column && column.getIndex() == EventColumns.timeIndex();
  }

  private static Comparison comparison(SqlKind kind) {
    return switch (kind) {
      case EQUALS -> Comparison.EQUAL;
      case LESS_THAN -> Comparison.LESS;
      case LESS_THAN_OR_EQUAL -> Comparison.LESS_OR_EQUAL;
      case GREATER_THAN -> Comparison.GREATER;
      case GREATER_THAN_OR_EQUAL -> Comparison.GREATER_OR_EQUAL;
      default -> throw new IllegalArgumentException("No comparison: " + kind);
    };
  }
}
