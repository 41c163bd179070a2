package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.TimeFilter.Comparison;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Time from {@code ts} to an instant or the other way, as an interval or as TIMESTAMPDIFF counts
 * it.
 *
 * @param instant is the same for all of a run
 * @param toInstant whether the difference grows as {@code ts} gets less
 * @param unit milliseconds that are counted as one, what is left over being dropped; 0 for an
 *     interval
 * @param offset of the time that is computed of {@code ts}, and of what is dropped
 */
record TimeDifference(RexNode instant, boolean toInstant, long unit, TimeOffset offset) {

  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1024);

  /** The difference that an expression over the columns of {@code events} is; empty if none. */
  static Optional<TimeDifference> of(RexNode node) {
    if (!(node instanceof RexCall call)) {
      return Optional.empty();
    }
    return switch (call.getKind()) {
      case CAST ->
          call.getType().getSqlTypeName().getFamily() == SqlTypeFamily.NUMERIC
              ? of(call.getOperands().get(0)).filter(difference -> difference.unit != 0)
              : Optional.empty();
      case REINTERPRET -> of(call.getOperands().get(0)).map(inner -> inner.counting(1));
      case DIVIDE ->
          call.getOperator() == SqlStdOperatorTable.DIVIDE_INTEGER
                  && call.getOperands().get(1) instanceof RexLiteral divisor
                  && RexLiteral.bigDecimalValue(divisor).signum() > 0
              ? of(call.getOperands().get(0))
                  .filter(difference -> difference.unit == 1)
                  .map(inner -> inner.counting(RexLiteral.bigDecimalValue(divisor).longValue()))
              : Optional.empty();
      case MINUS -> minus(call);
      default -> Optional.empty();
    };
  }

  private static Optional<TimeDifference> minus(RexCall call) {
    if (call.getOperator() != SqlStdOperatorTable.MINUS_DATE
        || call.getType().getSqlTypeName().getFamily() != SqlTypeFamily.INTERVAL_DAY_TIME) {
      return Optional.empty();
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    if (isInstant(left)) {
      return TimeOffset.of(right).map(offset -> new TimeDifference(left, true, 0, offset));
    }
    return isInstant(right)
        ? TimeOffset.of(left).map(offset -> new TimeDifference(right, false, 0, offset))
        : Optional.empty();
  }

  private static boolean isInstant(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
        && RunConstants.isConstant(node);
  }

  private TimeDifference counting(long millis) {
    return new TimeDifference(instant, toInstant, millis, offset.within(millis));
  }

  /**
   * The instant that the time has to be compared with, where the difference is compared with a
   * literal.
   */
  Optional<RexNode> reference(RexNode literal, RexBuilder rexBuilder) {
    if (!(literal instanceof RexLiteral number)
        || number.isNull()
        || !(number.getValue() instanceof BigDecimal value)) {
      return Optional.empty();
    }
    boolean interval =
        number.getType().getSqlTypeName().getFamily() == SqlTypeFamily.INTERVAL_DAY_TIME;
    if (interval != (unit == 0)) {
      return Optional.empty();
    }
    BigDecimal millis = interval ? value : value.multiply(BigDecimal.valueOf(unit));
    if (millis.abs().compareTo(LONGEST) > 0) {
      return Optional.empty();
    }
    RexNode distance =
        rexBuilder.makeIntervalLiteral(
            BigDecimal.valueOf(millis.longValue()),
            new SqlIntervalQualifier(TimeUnit.SECOND, TimeUnit.SECOND, SqlParserPos.ZERO));
    return Optional.of(
        rexBuilder.makeCall(
            instant.getType(),
            toInstant ? SqlStdOperatorTable.MINUS_DATE : SqlStdOperatorTable.DATETIME_PLUS,
            List.of(instant, distance)));
  }

  /** How the time compares with the {@link #reference}. */
  Comparison comparison(Comparison ofDifference) {
    return toInstant ? ofDifference.reversed() : ofDifference;
  }
}
