package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arithmetic of DOUBLE, which is the same IEEE 754 arithmetic in SQLite and Java as long as it
 * yields no NaN: SQLite makes that NULL. A value of an event is finite, so one operation on it is
 * safe, and any number of them with constants other than 0. Arithmetic of whole numbers is the same
 * as long as nothing overflows, such as of parts of a time.
 */
final class SqliteNumbers {

  /** More than any part of a time that is translated. */
  private static final BigInteger MOST_EXTRACTED = BigInteger.valueOf(1_000_000_000);

  /** More than the seconds since 1970 of any time. */
  private static final BigInteger MOST_SECONDS = BigInteger.ONE.shiftLeft(54);

  private final SqliteExpressions expressions;

  SqliteNumbers(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  Optional<SqlFragment> arithmetic(RexCall call) {
    if (call.getType().getSqlTypeName() != SqlTypeName.DOUBLE) {
      return whole(call);
    }
    if (call.getKind() == SqlKind.MOD) {
      return Optional.empty();
    }
    RexNode left = call.getOperands().get(0);
    if (call.getKind() == SqlKind.MINUS_PREFIX) {
      return number(left).map(x -> x.in("(- ", ")"));
    }
    RexNode right = call.getOperands().get(1);
    boolean safe =
        call.getKind() == SqlKind.DIVIDE
            ? isNonZeroLiteral(right)
            : isFinite(left) && isFinite(right)
                || isNonZeroLiteral(left)
                || isNonZeroLiteral(right);
    if (!safe) {
      return Optional.empty();
    }
    return SqlFragment.all(List.of(number(left), number(right)))
        .map(sides -> sides.get(0).infix(symbol(call.getKind()), sides.get(1)));
  }

  private Optional<SqlFragment> whole(RexCall call) {
    return bound(call).isEmpty()
        ? Optional.empty()
        : SqlFragment.all(call.getOperands().stream().map(this::wholeOperand).toList())
            .map(
                sides ->
                    sides.size() == 1
                        ? sides.get(0).in("(- ", ")")
                        : sides.get(0).infix(symbol(call.getKind()), sides.get(1)));
  }

  private Optional<SqlFragment> wholeOperand(RexNode node) {
    return RunConstants.isConstant(node)
        ? expressions.constants().value(node, RunType.LONG).map(SqlFragment::value)
        : expressions.translate(node);
  }

  /**
   * The greatest absolute value that a whole number can have; empty if it may be more than its type
   * holds, or is not known.
   */
  private Optional<BigInteger> bound(RexNode node) {
    Optional<BigInteger> most =
        switch (node.getType().getSqlTypeName()) {
          case INTEGER -> Optional.of(BigInteger.valueOf(Integer.MAX_VALUE));
          case BIGINT -> Optional.of(BigInteger.valueOf(Long.MAX_VALUE));
          default -> Optional.empty();
        };
    return most.flatMap(limit -> unlimited(node).filter(value -> value.compareTo(limit) <= 0));
  }

  private Optional<BigInteger> unlimited(RexNode node) {
    if (node instanceof RexLiteral literal && literal.getValue() instanceof BigDecimal number) {
      return Optional.of(number.toBigInteger().abs());
    }
    if (!(node instanceof RexCall call) || call.getOperands().isEmpty()) {
      return Optional.empty();
    }
    return switch (call.getKind()) {
      case EXTRACT -> Optional.of(isEpoch(call) ? MOST_SECONDS : MOST_EXTRACTED);
      case MINUS_PREFIX -> bound(call.getOperands().get(0));
      case PLUS, MINUS -> bounds(call).map(sides -> sides.get(0).add(sides.get(1)));
      case TIMES -> bounds(call).map(sides -> sides.get(0).multiply(sides.get(1)));
      case DIVIDE ->
          isNonZero(call.getOperands().get(1))
              ? bounds(call).map(sides -> sides.get(0))
              : Optional.empty();
      case MOD ->
          isNonZero(call.getOperands().get(1))
              ? bounds(call).map(sides -> sides.get(0).min(sides.get(1)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<List<BigInteger>> bounds(RexCall call) {
    return SqlFragment.all(call.getOperands().stream().map(this::bound).toList());
  }

  private static boolean isEpoch(RexCall extract) {
    return extract.getOperands().get(0) instanceof RexLiteral unit
        && unit.getValue() == TimeUnitRange.EPOCH;
  }

  private static boolean isNonZero(RexNode node) {
    return node instanceof RexLiteral literal
        && literal.getValue() instanceof BigDecimal number
        && number.signum() != 0;
  }

  /** CAST of a DOUBLE to a whole number, which is in doubt where the number is too large for it. */
  Optional<SqlFragment> truncated(RexCall call) {
    RexNode operand = call.getOperands().get(0);
    Optional<String> limit =
        switch (call.getType().getSqlTypeName()) {
          case INTEGER -> Optional.of("2147483647.0");
          case BIGINT -> Optional.of("9007199254740992.0");
          default -> Optional.empty();
        };
    return expressions.allowsDoubts()
            && limit.isPresent()
            && operand.getType().getSqlTypeName() == SqlTypeName.DOUBLE
        ? number(operand)
            .map(
                x ->
                    x.in("CAST(", " AS INTEGER)")
                        .withDoubt(x.in("(abs(", ") >= " + limit.get() + ")")))
        : Optional.empty();
  }

  private static String symbol(SqlKind kind) {
    return switch (kind) {
      case MOD -> "%";
      case PLUS -> "+";
      case MINUS -> "-";
      case TIMES -> "*";
      case DIVIDE -> "/";
      default -> throw new IllegalArgumentException("No arithmetic: " + kind);
    };
  }

  private Optional<SqlFragment> number(RexNode node) {
    if (RunConstants.isConstant(node)) {
      return expressions.constants().value(node, RunType.DOUBLE).map(SqlFragment::value);
    }
    return node.getType().getSqlTypeName() == SqlTypeName.DOUBLE
        ? expressions.translate(node)
        : Optional.empty();
  }

  private boolean isFinite(RexNode node) {
    return node instanceof RexInputRef || literal(node).isPresent();
  }

  private boolean isNonZeroLiteral(RexNode node) {
    return literal(node).filter(value -> value != 0).isPresent();
  }

  /** A literal number; a {@code ?} may be anything. */
  private Optional<Double> literal(RexNode node) {
    return RunConstants.isConstant(node)
        ? expressions
            .constants()
            .value(node, RunType.DOUBLE)
            .filter(value -> value instanceof RunValue.Constant)
            .map(value -> (Double) ((RunValue.Constant) value).value())
        : Optional.empty();
  }
}
