package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.Event;
import java.util.Optional;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimestampString;

/**
 * Replaces {@code CAST(ts AS DATE) = DATE '2024-01-01'} and other comparisons of that kind by the
 * range of {@code ts}, which rollups and names of segments can answer.
 */
final class DayRanges extends RexShuttle {

  private static final long DAY = 86_400_000;

  private final RexBuilder rexBuilder;

  DayRanges(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  @Override
  public RexNode visitCall(RexCall call) {
    if (call.getOperands().size() != 2) {
      return super.visitCall(call);
    }
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    return compared(left, call.getKind(), right)
        .or(() -> compared(right, call.getKind().reverse(), left))
        .orElseGet(() -> super.visitCall(call));
  }

  private Optional<RexNode> compared(RexNode cast, SqlKind kind, RexNode date) {
    if (cast.getKind() != SqlKind.CAST
        || cast.getType().getSqlTypeName() != SqlTypeName.DATE
        || !(((RexCall) cast).getOperands().get(0) instanceof RexInputRef time)
        || time.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP
        || !(date instanceof RexLiteral literal)
        || literal.isNull()
        || literal.getTypeName() != SqlTypeName.DATE) {
      return Optional.empty();
    }
    long start = literal.getValueAs(Integer.class) * DAY;
    if (start < Event.FIRST_TIME || start + DAY > Event.LAST_TIME) {
      return Optional.empty();
    }
    RexNode fromStart =
        rexBuilder.makeCall(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, time, at(start));
    RexNode fromEnd =
        rexBuilder.makeCall(SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, time, at(start + DAY));
    RexNode beforeStart = rexBuilder.makeCall(SqlStdOperatorTable.LESS_THAN, time, at(start));
    RexNode beforeEnd = rexBuilder.makeCall(SqlStdOperatorTable.LESS_THAN, time, at(start + DAY));
    return switch (kind) {
      case EQUALS ->
          Optional.of(rexBuilder.makeCall(SqlStdOperatorTable.AND, fromStart, beforeEnd));
      case NOT_EQUALS ->
          Optional.of(rexBuilder.makeCall(SqlStdOperatorTable.OR, beforeStart, fromEnd));
      case LESS_THAN -> Optional.of(beforeStart);
      case LESS_THAN_OR_EQUAL -> Optional.of(beforeEnd);
      case GREATER_THAN -> Optional.of(fromEnd);
      case GREATER_THAN_OR_EQUAL -> Optional.of(fromStart);
      default -> Optional.empty();
    };
  }

  private RexNode at(long millis) {
    return rexBuilder.makeTimestampLiteral(TimestampString.fromMillisSinceEpoch(millis), 3);
  }
}
