package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.TimeFilter;
import io.tsdb.calcite.execute.TimeFilter.Comparison;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * How far a time that is computed of {@code ts}, such as the start of its bucket, lies from it.
 *
 * @param least milliseconds after {@code ts} at least; negative if before
 * @param most milliseconds after {@code ts} at most
 */
record TimeOffset(long least, long most) {

  private static final long DAY = 86_400_000;
  private static final long SHORTEST_MONTH = 28 * DAY;
  private static final long LONGEST_MONTH = 31 * DAY;

  /** Longer intervals than this are left alone, so that sums of a few of them fit. */
  private static final long LONGEST = Long.MAX_VALUE / 1024;

  private static final TimeOffset NONE = new TimeOffset(0, 0);

  /** The offset of an expression over the columns of {@code events}; empty if it is not known. */
  static Optional<TimeOffset> of(RexNode node) {
    return of(node, EventColumns::isTime);
  }

  /** The offset of an expression from some other time. */
  static Optional<TimeOffset> of(RexNode node, Predicate<RexNode> isTime) {
    if (isTime.test(node)) {
      return Optional.of(NONE);
    }
    return node instanceof RexCall call && !call.getOperands().isEmpty()
        ? of(call.getOperands().get(0), isTime).flatMap(inner -> step(call).flatMap(inner::plus))
        : Optional.empty();
  }

  /** What a function adds to the time that is its first operand. */
  private static Optional<TimeOffset> step(RexCall call) {
    List<RexNode> operands = call.getOperands();
    if (call.getOperator() == TsdbOperators.TIME_BUCKET) {
      return literal(operands.get(1))
          .flatMap(
              millis -> literal(operands.get(2)).map(months -> millis + months * LONGEST_MONTH))
          .map(width -> new TimeOffset(-width, 0));
    }
    if (call.getOperator() == SqlStdOperatorTable.DATETIME_PLUS) {
      return interval(operands.get(1));
    }
    if (call.getOperator() == SqlStdOperatorTable.MINUS_DATE && operands.size() == 2) {
      return interval(operands.get(1)).map(TimeOffset::negated);
    }
    return switch (call.getKind()) {
      case CAST -> cast(call);
      case FLOOR -> width(call).map(width -> new TimeOffset(-width, 0));
      case CEIL -> width(call).map(width -> new TimeOffset(0, width));
      default -> Optional.empty();
    };
  }

  private static Optional<TimeOffset> cast(RexCall call) {
    SqlTypeName from = call.getOperands().get(0).getType().getSqlTypeName();
    return switch (call.getType().getSqlTypeName()) {
      case DATE ->
          from == SqlTypeName.TIMESTAMP
              ? Optional.of(new TimeOffset(-DAY, 0))
              : from == SqlTypeName.DATE ? Optional.of(NONE) : Optional.empty();
      case TIMESTAMP ->
          from == SqlTypeName.DATE
                  || from == SqlTypeName.TIMESTAMP && call.getType().getPrecision() >= 3
              ? Optional.of(NONE)
              : from == SqlTypeName.TIMESTAMP
                  ? Optional.of(new TimeOffset(-1000, 1000))
                  : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Milliseconds that the unit of FLOOR or CEIL spans at most. */
  private static Optional<Long> width(RexCall call) {
    if (call.getOperands().size() != 2
        || !(call.getOperands().get(1) instanceof RexLiteral flag)
        || !(flag.getValue() instanceof TimeUnitRange unit)) {
      return Optional.empty();
    }
    return switch (unit) {
      case MILLISECOND -> Optional.of(1L);
      case SECOND -> Optional.of(1_000L);
      case MINUTE -> Optional.of(60_000L);
      case HOUR -> Optional.of(3_600_000L);
      case DAY -> Optional.of(DAY);
      case WEEK -> Optional.of(7 * DAY);
      case MONTH -> Optional.of(LONGEST_MONTH);
      case QUARTER -> Optional.of(3 * LONGEST_MONTH);
      case YEAR, ISOYEAR -> Optional.of(13 * LONGEST_MONTH);
      default -> Optional.empty();
    };
  }

  private static Optional<TimeOffset> interval(RexNode node) {
    return switch (node.getType().getSqlTypeName().getFamily()) {
      case INTERVAL_DAY_TIME ->
          literal(node)
              .filter(millis -> Math.abs(millis) < LONGEST)
              .map(millis -> new TimeOffset(millis, millis));
      case INTERVAL_YEAR_MONTH ->
          literal(node)
              .filter(months -> Math.abs(months) < LONGEST / LONGEST_MONTH)
              .map(
                  months ->
                      months >= 0
                          ? new TimeOffset(months * SHORTEST_MONTH, months * LONGEST_MONTH)
                          : new TimeOffset(months * LONGEST_MONTH, months * SHORTEST_MONTH));
      default -> Optional.empty();
    };
  }

  private static Optional<Long> literal(RexNode node) {
    return node instanceof RexLiteral literal && !literal.isNull()
        ? Optional.of(RexLiteral.bigDecimalValue(literal).longValue())
        : Optional.empty();
  }

  /** Whether it is the same for all times. */
  boolean isExact() {
    return least == most;
  }

  /** The same give or take some milliseconds. */
  TimeOffset within(long millis) {
    return new TimeOffset(least - millis, most + millis);
  }

  private TimeOffset negated() {
    return new TimeOffset(-most, -least);
  }

  private Optional<TimeOffset> plus(TimeOffset other) {
    TimeOffset sum = new TimeOffset(least + other.least, most + other.most);
    return Math.abs(sum.least) < LONGEST && Math.abs(sum.most) < LONGEST
        ? Optional.of(sum)
        : Optional.empty();
  }

  /** How far the one time is from the other at the same instant of what both are computed of. */
  Optional<TimeOffset> minus(TimeOffset other) {
    return plus(other.negated());
  }

  /** What it says of {@code ts} that this time compares so with an instant. */
  TimeFilter compared(Comparison comparison, RunValue instant) {
    return new TimeFilter.Compared(comparison, instant, least, most);
  }
}
