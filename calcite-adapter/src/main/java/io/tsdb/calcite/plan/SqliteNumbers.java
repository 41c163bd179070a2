package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Arithmetic of DOUBLE, which is the same IEEE 754 arithmetic in SQLite and Java as long as it
 * yields no NaN: SQLite makes that NULL. A value of an event is finite, so one operation on it is
 * safe, and any number of them with constants other than 0.
 */
final class SqliteNumbers {

  private final SqliteExpressions expressions;

  SqliteNumbers(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  Optional<SqlFragment> arithmetic(RexCall call) {
    if (call.getType().getSqlTypeName() != SqlTypeName.DOUBLE) {
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

  private static String symbol(SqlKind kind) {
    return switch (kind) {
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
