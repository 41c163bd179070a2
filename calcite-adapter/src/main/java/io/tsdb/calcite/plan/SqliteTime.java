package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Time buckets of a fixed width: integer arithmetic on epoch milliseconds. Months are Calcite's.
 */
final class SqliteTime {

  private final SqliteExpressions expressions;

  SqliteTime(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  /** {@code TIME_BUCKET(ts, millis, months, origin)} of literals. */
  Optional<SqlFragment> bucket(RexCall call) {
    List<RexNode> operands = call.getOperands();
    Optional<Long> millis = literal(operands.get(1));
    Optional<Long> months = literal(operands.get(2));
    Optional<Long> origin = literal(operands.get(3));
    if (millis.isEmpty() || origin.isEmpty() || !months.equals(Optional.of(0L))) {
      return Optional.empty();
    }
    return time(operands.get(0)).map(ts -> bucket(ts, millis.get(), origin.get()));
  }

  /** {@code FLOOR(ts TO unit)} of units up to a day. */
  Optional<SqlFragment> floor(RexCall call) {
    List<RexNode> operands = call.getOperands();
    if (operands.size() != 2
        || !(operands.get(1) instanceof RexLiteral flag)
        || !(flag.getValue() instanceof TimeUnitRange unit)) {
      return Optional.empty();
    }
    long millis =
        switch (unit) {
          case SECOND -> 1_000;
          case MINUTE -> 60_000;
          case HOUR -> 3_600_000;
          case DAY -> 86_400_000;
          default -> 0;
        };
    return millis == 0 ? Optional.empty() : time(operands.get(0)).map(ts -> bucket(ts, millis, 0));
  }

  /** SQLite's % takes the sign of the dividend, so times before the origin need a second one. */
  private static SqlFragment bucket(SqlFragment ts, long millis, long origin) {
    String sinceOrigin = origin == 0 ? "" : " - " + parenthesized(origin);
    return SqlFragment.join(
        List.of(
            "(", " - (((", sinceOrigin + ") % " + millis + ") + " + millis + ") % " + millis + ")"),
        List.of(ts, ts));
  }

  private static String parenthesized(long number) {
    return number < 0 ? "(" + number + ")" : Long.toString(number);
  }

  private Optional<SqlFragment> time(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
        ? expressions.translate(node)
        : Optional.empty();
  }

  private Optional<Long> literal(RexNode node) {
    return expressions
        .constant(node, RunType.LONG)
        .filter(value -> value instanceof RunValue.Constant)
        .map(value -> (Long) ((RunValue.Constant) value).value());
  }
}
