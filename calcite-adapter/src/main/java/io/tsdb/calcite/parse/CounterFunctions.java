package io.tsdb.calcite.parse;

import io.tsdb.calcite.function.TsdbOperators;
import java.util.Locale;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * {@code delta(x) OVER w}, the change since the row before, and {@code rate(x) OVER w}, the
 * increase of a counter per second since then: written out by LAG.
 */
final class CounterFunctions {

  private static final String DELTA = "delta";
  private static final String RATE = "rate";

  private CounterFunctions() {}

  static boolean is(String name) {
    return name.equals(DELTA) || name.equals(RATE);
  }

  /** What a call without OVER gets. */
  static StatementException needsWindow(String name, SqlCall call) {
    return new StatementException(
        call.getParserPosition(),
        "Expected "
            + name
            + "(x) OVER (PARTITION BY ... ORDER BY ts), found it without OVER: it compares a row"
            + " with the one before");
  }

  /** Writes out an OVER of one of them; any other call as it is. */
  static SqlCall expand(SqlCall call, NamedWindows windows) {
    if (call.getKind() != SqlKind.OVER
        || !(call.operand(0) instanceof SqlCall function)
        || !(function.getOperator() instanceof SqlFunction named)
        || !is(named.getName().toLowerCase(Locale.ROOT))) {
      return call;
    }
    String name = named.getName().toLowerCase(Locale.ROOT);
    SqlParserPos position = call.getParserPosition();
    SqlNode window = call.operand(1);
    SqlNode time = time(name, function, window, windows);
    if (function.operandCount() != 1) {
      throw new StatementException(
          function.getParserPosition(),
          "Expected " + name + "(x), found " + function.operandCount() + " arguments");
    }
    SqlNode value = function.operand(0);
    if (name.equals(DELTA)) {
      return SqlStdOperatorTable.MINUS.createCall(position, value, lag(position, value, window));
    }
    return TsdbOperators.RATE.createCall(
        position,
        asDouble(value),
        asDouble(lag(position, value, window)),
        time,
        lag(position, time, window));
  }

  private static SqlNode lag(SqlParserPos position, SqlNode value, SqlNode window) {
    return SqlStdOperatorTable.OVER.createCall(
        position, SqlStdOperatorTable.LAG.createCall(position, value), window.clone(position));
  }

  private static SqlNode asDouble(SqlNode value) {
    SqlParserPos position = value.getParserPosition();
    return SqlStdOperatorTable.CAST.createCall(
        position,
        value,
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.DOUBLE, position), position));
  }

  /** The only key of the window's order. */
  private static SqlNode time(String name, SqlCall function, SqlNode window, NamedWindows windows) {
    Optional<SqlNodeList> order =
        window instanceof SqlIdentifier reference
            ? windows.order(reference)
            : windows.order((SqlWindow) window);
    if (order.isEmpty()
        || order.get().size() != 1
        || order.get().get(0).getKind() == SqlKind.DESCENDING) {
      throw new StatementException(
          function.getParserPosition(),
          "Expected "
              + name
              + "(x) OVER a window with one ascending key of time, such as ORDER BY ts, found "
              + order.map(SqlNodeList::toString).filter(text -> !text.isEmpty()).orElse("none"));
    }
    return order.get().get(0);
  }
}
