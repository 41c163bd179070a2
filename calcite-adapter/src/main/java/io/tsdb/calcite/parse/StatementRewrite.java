package io.tsdb.calcite.parse;

import io.tsdb.calcite.function.TsdbOperators;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;

/**
 * Replaces what only the parser knows by functions that the planner knows: arrows, MATCH, {@code
 * events('...')}, {@code json_extract}, {@code time_bucket}, {@code date_trunc}; marks what {@link
 * GapFillFunctions} need; and writes out {@link DistinctOn}, {@link NamedWindows} and {@link
 * CounterFunctions}.
 */
final class StatementRewrite extends SqlShuttle {

  /** What a text index covers: columns that may stand left of MATCH. */
  private static final Set<String> SEARCHED = Set.of("payload", "labels", "text");

  private static final String WHOLE_EVENT = "payload";
  private static final String EVENTS = "events";
  private static final String JSON_EXTRACT = "json_extract";

  private final NamedWindows windows = new NamedWindows();

  @Override
  public SqlNode visit(SqlCall call) {
    if (call.isA(SqlKind.DML) || call.isA(SqlKind.DDL)) {
      throw new ReadOnlyStatementException(call.getKind().name());
    }
    SqlCall query = DistinctOn.expand(call);
    boolean entered = windows.enter(query);
    try {
      SqlCall expanded =
          query instanceof SqlWindow window
              ? windows.expand(window)
              : CounterFunctions.expand(query, windows);
      SqlNode visited = super.visit(expanded);
      return visited instanceof SqlCall inner ? replace(inner) : visited;
    } finally {
      if (entered) {
        windows.leave();
      }
    }
  }

  private static SqlNode replace(SqlCall call) {
    SqlOperator operator = call.getOperator();
    if (operator == TsdbOperators.JSON_ARROW) {
      return replaceBy(TsdbOperators.JSON_GET, call);
    }
    if (operator == TsdbOperators.JSON_ARROW_TEXT) {
      return replaceBy(TsdbOperators.JSON_GET_TEXT, call);
    }
    if (operator == TsdbOperators.MATCH) {
      return match(call.getParserPosition(), searched(call.operand(0)), call.operand(1));
    }
    if (operator == SqlStdOperatorTable.PLUS || operator == SqlStdOperatorTable.MINUS) {
      return parameterOfTime(call);
    }
    if (operator instanceof SqlAggFunction aggregate && aggregate.isPercentile()) {
      throw new StatementException(
          call.getParserPosition(),
          operator.getName()
              + " is not supported. Use approx_percentile(value, fraction), whose error is small and"
              + " known");
    }
    if (operator instanceof SqlFunction function) {
      return function(function.getName().toLowerCase(Locale.ROOT), call);
    }
    return call instanceof SqlSelect || call instanceof SqlOrderBy
        ? GapFillFunctions.mark(call)
        : call;
  }

  private static SqlNode function(String name, SqlCall call) {
    if (name.equals(EVENTS) && call.operandCount() == 1) {
      SqlParserPos position = call.getParserPosition();
      return match(position, new SqlIdentifier(WHOLE_EVENT, position), call.operand(0));
    }
    if (call.getOperator() instanceof SqlFunction own
        && TimeFunctions.isBucket(name)
        && own != TsdbOperators.TIME_BUCKET
        && own != TsdbOperators.TIME_BUCKET_OF_WIDTH
        && own != TsdbOperators.TIME_BUCKET_OF_WIDTH_FROM) {
      return TimeFunctions.timeBucket(call);
    }
    if (TimeFunctions.isTruncation(name)) {
      return TimeFunctions.dateTrunc(call);
    }
    if (GapFillFunctions.isBucket(name)) {
      return call.getOperator() == TsdbOperators.TIME_BUCKET_GAPFILL
          ? call
          : GapFillFunctions.bucket(call);
    }
    if (name.equals(JSON_EXTRACT)) {
      return jsonExtract(call);
    }
    if (CounterFunctions.is(name) && call.getOperator() != TsdbOperators.RATE) {
      throw CounterFunctions.needsWindow(name, call);
    }
    return AggregateFunctions.replace(name, call)
        .orElseGet(() -> GapFillFunctions.fill(name, call));
  }

  private static SqlNode jsonExtract(SqlCall call) {
    int paths = call.operandCount() - 1;
    if (paths < 1 || paths > TsdbOperators.MOST_PATHS) {
      throw new StatementException(
          call.getParserPosition(),
          "Expected json_extract(json, path, ...) with 1 to "
              + TsdbOperators.MOST_PATHS
              + " paths, found "
              + call.operandCount()
              + " arguments");
    }
    return replaceBy(TsdbOperators.jsonExtract(paths), call);
  }

  /** In {@code ? - INTERVAL '1' DAY} the parameter is a time, which Calcite cannot infer. */
  private static SqlNode parameterOfTime(SqlCall call) {
    if (call.operandCount() != 2
        || !(call.operand(0) instanceof SqlDynamicParam parameter)
        || !(call.operand(1) instanceof SqlIntervalLiteral)) {
      return call;
    }
    SqlParserPos position = parameter.getParserPosition();
    SqlDataTypeSpec timestamp =
        new SqlDataTypeSpec(new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, 3, position), position);
    return call.getOperator()
        .createCall(
            call.getParserPosition(),
            SqlStdOperatorTable.CAST.createCall(position, parameter, timestamp),
            call.operand(1));
  }

  private static SqlNode replaceBy(SqlFunction function, SqlCall call) {
    return function.createCall(call.getParserPosition(), call.getOperandList());
  }

  private static SqlNode match(SqlParserPos position, SqlNode searched, SqlNode query) {
    return TsdbOperators.TEXT_MATCH.createCall(position, searched, query);
  }

  /** A column that is searched; the name of a table means the whole event. */
  private static SqlNode searched(SqlNode left) {
    if (!(left instanceof SqlIdentifier identifier) || identifier.isStar()) {
      throw new StatementException(
          left.getParserPosition(),
          "Expected events, text, labels or payload left of MATCH, found " + left);
    }
    List<String> names = identifier.names;
    String last = names.get(names.size() - 1).toLowerCase(Locale.ROOT);
    return SEARCHED.contains(last)
        ? identifier
        : identifier.plus(WHOLE_EVENT, identifier.getParserPosition());
  }
}
