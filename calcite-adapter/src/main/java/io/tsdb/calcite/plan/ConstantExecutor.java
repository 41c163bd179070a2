package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutor;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * Computes constants while a statement is planned. Calcite writes and compiles a class for each,
 * which takes milliseconds; a number that is cast to DOUBLE, as each in {@code value IN (1, 2, 3)}
 * is, needs none.
 */
record ConstantExecutor(RexExecutor compiling) implements RexExecutor {

  @Override
  public void reduce(RexBuilder rexBuilder, List<RexNode> constants, List<RexNode> reduced) {
    List<RexNode> known = new ArrayList<>();
    for (RexNode constant : constants) {
      Optional<Double> number = castToDouble(constant);
      if (number.isEmpty()) {
        compiling.reduce(rexBuilder, constants, reduced);
        return;
      }
      known.add(rexBuilder.makeLiteral(number.get(), constant.getType(), true));
    }
    reduced.addAll(known);
  }

  private static Optional<Double> castToDouble(RexNode node) {
    return node.getKind() == SqlKind.CAST
            && node.getType().getSqlTypeName() == SqlTypeName.DOUBLE
            && ((RexCall) node).getOperands().get(0) instanceof RexLiteral literal
            && SqlTypeUtil.isExactNumeric(literal.getType())
            && literal.getValue() instanceof Number number
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }
}
