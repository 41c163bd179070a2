package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
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
    OptionalLong millis = floorWidth(call);
    return millis.isEmpty()
        ? Optional.empty()
        : time(call.getOperands().get(0)).map(ts -> bucket(ts, millis.getAsLong(), 0));
  }

  /** {@code EXTRACT(unit FROM ts)}, a BIGINT. Events are from 1970 to 9999, as SQLite's dates. */
  Optional<SqlFragment> extract(RexCall call) {
    RexNode instant = call.getOperands().get(1);
    if (!EventColumns.isTime(instant)
        || !(call.getOperands().get(0) instanceof RexLiteral flag)
        || !(flag.getValue() instanceof TimeUnitRange unit)) {
      return Optional.empty();
    }
    return time(instant)
        .flatMap(
            ts ->
                switch (unit) {
                  case SECOND -> Optional.of(ts.in("((", " / 1000) % 60)"));
                  case MINUTE -> Optional.of(ts.in("((", " / 60000) % 60)"));
                  case HOUR -> Optional.of(ts.in("((", " / 3600000) % 24)"));
                  case EPOCH -> Optional.of(ts.in("(", " / 1000)"));
                  case DOW -> Optional.of(ts.in("((", " / 86400000 + 4) % 7 + 1)"));
                  case ISODOW -> Optional.of(ts.in("((", " / 86400000 + 3) % 7 + 1)"));
                  case DAY -> Optional.of(date("%d", ts));
                  case DOY -> Optional.of(date("%j", ts));
                  case MONTH -> Optional.of(date("%m", ts));
                  case YEAR -> Optional.of(date("%Y", ts));
                  case QUARTER -> Optional.of(date("%m", ts).in("((", " + 2) / 3)"));
                  default -> Optional.empty();
                });
  }

  private static SqlFragment date(String format, SqlFragment ts) {
    return ts.in("CAST(strftime('" + format + "', ", " / 1000, 'unixepoch') AS INTEGER)");
  }

  /** {@code CAST(ts AS DATE)} compared with a date, both as days since 1970. */
  Optional<SqlFragment> comparisonOfDays(RexNode left, String operator, RexNode right) {
    if (isDayOfTime(left)) {
      return day(right).map(day -> days().infix(operator, day));
    }
    return isDayOfTime(right)
        ? day(left).map(day -> day.infix(operator, days()))
        : Optional.empty();
  }

  /** Whether it is {@code CAST(ts AS DATE)}. */
  static boolean isDayOfTime(RexNode node) {
    return node instanceof RexCall call
        && call.getKind() == SqlKind.CAST
        && call.getType().getSqlTypeName() == SqlTypeName.DATE
        && EventColumns.isTime(call.getOperands().get(0));
  }

  /** {@code CAST(ts AS DATE)} as days since 1970. */
  static SqlFragment days() {
    return SqlFragment.column(EventColumn.Fixed.TS).in("(", " / 86400000)");
  }

  private Optional<SqlFragment> day(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.DATE
        ? expressions.constants().day(node).map(SqlFragment::value)
        : Optional.empty();
  }

  /**
   * Whether a call is a time bucket that is made of whole ones of a rollup, which start at
   * multiples of their width since 1970.
   *
   * @param width milliseconds
   */
  boolean isMultiple(RexCall call, long width) {
    if (call.getKind() == SqlKind.FLOOR) {
      OptionalLong millis = floorWidth(call);
      return millis.isPresent() && millis.getAsLong() % width == 0;
    }
    return call.getOperator() == TsdbOperators.TIME_BUCKET
        && bucket(call).isPresent()
        && literal(call.getOperands().get(1)).filter(millis -> millis % width == 0).isPresent()
        && literal(call.getOperands().get(3)).filter(origin -> origin % width == 0).isPresent();
  }

  /** Milliseconds of the unit of a FLOOR, up to a day. */
  static OptionalLong floorWidth(RexCall call) {
    if (call.getOperands().size() != 2
        || !(call.getOperands().get(1) instanceof RexLiteral flag)
        || !(flag.getValue() instanceof TimeUnitRange unit)) {
      return OptionalLong.empty();
    }
    return switch (unit) {
      case SECOND -> OptionalLong.of(1_000);
      case MINUTE -> OptionalLong.of(60_000);
      case HOUR -> OptionalLong.of(3_600_000);
      case DAY -> OptionalLong.of(86_400_000);
      default -> OptionalLong.empty();
    };
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
