package io.tsdb.calcite.parse;

import io.tsdb.calcite.function.BucketWidth;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql.util.SqlVisitor;

/**
 * Reads {@code time_bucket_gapfill(width[, ts[, start, finish]])}, {@code locf(x)} and {@code
 * interpolate(x)}, and marks the aggregates of a query that has such a bucket: in rows that are
 * made for empty buckets they are null, which their types have to say.
 */
final class GapFillFunctions {

  private static final Set<String> AGGREGATES =
      Stream.concat(
              SqlStdOperatorTable.instance().getOperatorList().stream(),
              SqlLibraryOperatorTableFactory.INSTANCE
                  .getOperatorTable(SqlLibrary.STANDARD, SqlLibrary.POSTGRESQL)
                  .getOperatorList()
                  .stream())
          .filter(SqlOperator::isAggregator)
          .map(operator -> operator.getName().toLowerCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private static final String START = "start";
  private static final String FINISH = "finish";

  private GapFillFunctions() {}

  static boolean isBucket(String name) {
    return name.equals("time_bucket_gapfill");
  }

  /** {@code time_bucket_gapfill}, its width reckoned. */
  static SqlNode bucket(SqlCall call) {
    SqlParserPos position = call.getParserPosition();
    SqlNode absent =
        SqlStdOperatorTable.CAST.createCall(
            position, SqlLiteral.createNull(position), timestamp(position));
    SqlNode[] ends = {absent, absent};
    List<SqlNode> operands = new ArrayList<>();
    for (SqlNode operand : call.getOperandList()) {
      if (operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        ends[end(((SqlCall) operand).operand(1))] = time(((SqlCall) operand).operand(0));
      } else {
        operands.add(operand);
      }
    }
    if (operands.isEmpty() || operands.size() > 4) {
      throw new StatementException(
          position,
          "Expected time_bucket_gapfill(width), time_bucket_gapfill(width, ts) or"
              + " time_bucket_gapfill(width, ts, start, finish), found "
              + call.operandCount()
              + " arguments");
    }
    for (int i = 2; i < operands.size(); i++) {
      ends[i - 2] = time(operands.get(i));
    }
    SqlNode ts = operands.size() == 1 ? new SqlIdentifier("ts", position) : operands.get(1);
    if (!TimeFunctions.isWidth(operands.get(0))) {
      throw new StatementException(
          operands.get(0).getParserPosition(),
          "Expected the width of time_bucket_gapfill as a literal such as '1 hour', found "
              + operands.get(0));
    }
    BucketWidth width = TimeFunctions.width((SqlLiteral) operands.get(0));
    SqlCall plain = (SqlCall) TimeFunctions.bucket(position, ts, width, OptionalLong.empty());
    List<SqlNode> all = new ArrayList<>(plain.getOperandList());
    all.addAll(Arrays.asList(ends));
    return TsdbOperators.TIME_BUCKET_GAPFILL.createCall(position, all);
  }

  private static int end(SqlNode name) {
    String simple = ((SqlIdentifier) name).getSimple().toLowerCase(Locale.ROOT);
    if (!simple.equals(START) && !simple.equals(FINISH)) {
      throw new StatementException(
          name.getParserPosition(),
          "Expected start or finish as a name of an argument of time_bucket_gapfill, found "
              + simple);
    }
    return simple.equals(START) ? 0 : 1;
  }

  /** A time may be written as text, and a parameter has no type of its own. */
  private static SqlNode time(SqlNode node) {
    SqlParserPos position = node.getParserPosition();
    return TimeFunctions.isText(node)
            || node.getKind() == SqlKind.DYNAMIC_PARAM
            || SqlUtil.isNullLiteral(node, false)
        ? SqlStdOperatorTable.CAST.createCall(position, node, timestamp(position))
        : node;
  }

  private static SqlDataTypeSpec timestamp(SqlParserPos position) {
    return new SqlDataTypeSpec(
        new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, 3, position), position);
  }

  /** {@code locf} and {@code interpolate}; any other call as it is. */
  static SqlNode fill(String name, SqlCall call) {
    SqlFunction fill =
        switch (name) {
          case "locf" -> TsdbOperators.LOCF;
          case "interpolate" -> TsdbOperators.INTERPOLATE;
          default -> null;
        };
    if (fill == null || call.getOperator() == fill) {
      return call;
    }
    if (call.operandCount() != 1) {
      throw new StatementException(
          call.getParserPosition(),
          "Expected " + name + "(aggregate), found " + call.operandCount() + " arguments");
    }
    return fill.createCall(call.getParserPosition(), call.getOperandList());
  }

  /** Marks the aggregates of a query that has a {@code time_bucket_gapfill} of its own. */
  static SqlNode mark(SqlCall query) {
    SqlNode inner = query instanceof SqlOrderBy ordered ? ordered.query : query;
    if (!(inner instanceof SqlSelect select)
        || !(hasBucket(select.getSelectList()) || hasBucket(select.getGroup()))) {
      return query;
    }
    Marking marking = new Marking();
    if (query instanceof SqlOrderBy ordered) {
      return new SqlOrderBy(
          ordered.getParserPosition(),
          ordered.query,
          (SqlNodeList) ordered.orderList.accept(marking),
          ordered.offset,
          ordered.fetch);
    }
    select.setSelectList((SqlNodeList) select.getSelectList().accept(marking));
    return select;
  }

  private static boolean hasBucket(SqlNodeList list) {
    if (list == null) {
      return false;
    }
    Search search = new Search();
    list.accept(search);
    return search.found;
  }

  /** Looks for the bucket, not in queries within. */
  private static final class Search extends SqlShuttle {

    private boolean found;

    @Override
    public SqlNode visit(SqlCall call) {
      found |= call.getOperator() == TsdbOperators.TIME_BUCKET_GAPFILL;
      return found || call.isA(SqlKind.QUERY) ? call : super.visit(call);
    }
  }

  private static final class Marking extends SqlShuttle {

    @Override
    public SqlNode visit(SqlCall call) {
      SqlOperator operator = call.getOperator();
      if (call.isA(SqlKind.QUERY)
          || operator == TsdbOperators.LOCF
          || operator == TsdbOperators.INTERPOLATE
          || operator == TsdbOperators.IN_GAP_NULL) {
        return call;
      }
      if (call.getKind() == SqlKind.OVER && call.operand(0) instanceof SqlCall function) {
        // The function of a window is none of GROUP BY, unlike what it is applied to.
        List<SqlNode> operands =
            function.getOperandList().stream().map(operand -> marked(operand, this)).toList();
        SqlNode inner =
            function
                .getOperator()
                .createCall(
                    function.getFunctionQuantifier(),
                    function.getParserPosition(),
                    operands.toArray(new SqlNode[0]));
        return operator.createCall(call.getParserPosition(), inner, marked(call.operand(1), this));
      }
      boolean aggregate =
          switch (call.getKind()) {
            case FILTER, WITHIN_GROUP, WITHIN_DISTINCT -> true;
            default ->
                operator.isAggregator()
                    || operator instanceof SqlFunction function
                        && AGGREGATES.contains(function.getName().toLowerCase(Locale.ROOT));
          };
      return aggregate
          ? TsdbOperators.IN_GAP_NULL.createCall(call.getParserPosition(), call)
          : super.visit(call);
    }

    private static SqlNode marked(SqlNode node, SqlVisitor<SqlNode> marking) {
      return node == null ? null : node.accept(marking);
    }
  }
}
