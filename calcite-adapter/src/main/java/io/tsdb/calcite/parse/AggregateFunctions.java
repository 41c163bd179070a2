package io.tsdb.calcite.parse;

import io.tsdb.calcite.aggregate.StateFunction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Reads the aggregate functions that this adapter adds: {@code first} and {@code last} of a value
 * by a time, which is the column {@code ts} if it is left out, {@code approx_count_distinct} and
 * {@code approx_percentile}.
 */
final class AggregateFunctions {

  private AggregateFunctions() {}

  /**
   * The call of a function as one of these.
   *
   * @param name of the function, in lower case
   */
  static Optional<SqlNode> replace(String name, SqlCall call) {
    // MATCH_RECOGNIZE has a FIRST and a LAST of its own.
    if (!(call.getOperator() instanceof SqlUnresolvedFunction)) {
      return Optional.empty();
    }
    return switch (name) {
      case "first" -> Optional.of(byTime(StateFunction.FIRST, name, call));
      case "last" -> Optional.of(byTime(StateFunction.LAST, name, call));
      case "approx_count_distinct" ->
          call.operandCount() == 1
              ? Optional.of(call(StateFunction.APPROX_COUNT_DISTINCT, call, call.getOperandList()))
              : Optional.empty();
      case "approx_percentile" -> Optional.of(percentile(name, call));
      default -> Optional.empty();
    };
  }

  private static SqlNode byTime(StateFunction function, String name, SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    List<SqlNode> operands = new ArrayList<>(call.getOperandList());
    if (operands.isEmpty() || operands.size() > 2) {
      throw wrongArguments(name + "(value) or " + name + "(value, time)", call);
    }
    if (operands.size() == 1) {
      operands.add(new SqlIdentifier("ts", position));
    }
    return call(function, call, operands);
  }

  private static SqlNode percentile(String name, SqlCall call) {
    if (call.operandCount() != 2) {
      throw wrongArguments(name + "(value, fraction)", call);
    }
    SqlNode fraction = call.operand(1);
    if (fraction instanceof SqlNumericLiteral literal) {
      BigDecimal number = literal.bigDecimalValue();
      if (number == null
          || number.compareTo(BigDecimal.ZERO) < 0
          || number.compareTo(BigDecimal.ONE) > 0) {
        throw new StatementException(
            fraction.getParserPosition(),
            "Expected the fraction of " + name + " to be from 0 to 1, found " + fraction);
      }
    }
    return call(
        StateFunction.APPROX_PERCENTILE,
        call,
        List.of(asDouble(call.operand(0)), asDouble(fraction)));
  }

  private static SqlNode asDouble(SqlNode number) {
    SqlParserPos position = number.getParserPosition();
    return SqlStdOperatorTable.CAST.createCall(
        position,
        number,
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DOUBLE, position), position));
  }

  private static SqlNode call(StateFunction function, SqlCall call, List<SqlNode> operands) {
    return function.createCall(
        call.getFunctionQuantifier(), call.getParserPosition(), operands.toArray(SqlNode[]::new));
  }

  private static StatementException wrongArguments(String expected, SqlCall call) {
    return new StatementException(
        call.getParserPosition(),
        "Expected " + expected + ", found " + call.operandCount() + " arguments");
  }
}
