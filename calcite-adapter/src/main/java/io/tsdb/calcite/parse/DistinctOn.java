package io.tsdb.calcite.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.util.Litmus;

/**
 * {@code SELECT DISTINCT ON (a, b) ... ORDER BY a, b, c} of PostgreSQL: the first row of each group
 * of equal {@code a} and {@code b}, in the order of {@code c}. It is written out as {@code SELECT
 * ... QUALIFY ROW_NUMBER() OVER (PARTITION BY a, b ORDER BY c) = 1 ORDER BY a, b, c}. As there, its
 * expressions and those of ORDER BY may be names or positions of the result's columns.
 */
final class DistinctOn extends SqlSelect {

  private final SqlNodeList keys;

  /**
   * @param select without DISTINCT
   * @param keys what stands in parentheses
   */
  DistinctOn(SqlSelect select, SqlNodeList keys) {
    super(
        select.getParserPosition(),
        (SqlNodeList) select.getOperandList().get(0),
        select.getSelectList(),
        select.getFrom(),
        select.getWhere(),
        select.getGroup(),
        select.getHaving(),
        select.getWindowList(),
        select.getQualify(),
        null,
        null,
        null,
        select.getHints());
    this.keys = keys;
  }

  /**
   * Writes out such a query, with the ORDER BY around it; any other call as it is.
   *
   * @throws StatementException if ORDER BY does not begin with the expressions of DISTINCT ON
   */
  static SqlCall expand(SqlCall call) {
    if (call instanceof DistinctOn query) {
      return query.expanded(SqlNodeList.EMPTY);
    }
    if (!(call instanceof SqlOrderBy ordered)) {
      return call;
    }
    SqlNode query = ordered.query;
    if (query instanceof DistinctOn distinct) {
      query = distinct.expanded(ordered.orderList);
    } else if (query instanceof SqlWith with && with.body instanceof DistinctOn distinct) {
      query =
          new SqlWith(
              with.getParserPosition(), with.withList, distinct.expanded(ordered.orderList));
    }
    return query == ordered.query
        ? call
        : new SqlOrderBy(
            ordered.getParserPosition(), query, ordered.orderList, ordered.offset, ordered.fetch);
  }

  private SqlSelect expanded(SqlNodeList orderBy) {
    SqlParserPos position = keys.getParserPosition();
    if (getQualify() != null) {
      throw new StatementException(
          position, "Expected one of SELECT DISTINCT ON and QUALIFY, found both");
    }
    List<SqlNode> partition = keys.stream().map(this::resolved).toList();
    SqlNode window =
        SqlWindow.create(
            null,
            null,
            new SqlNodeList(partition, position),
            new SqlNodeList(withinGroups(partition, orderBy), position),
            SqlLiteral.createBoolean(false, position),
            null,
            null,
            null,
            position);
    SqlNode number =
        SqlStdOperatorTable.OVER.createCall(
            position, SqlStdOperatorTable.ROW_NUMBER.createCall(position), window);
    List<SqlNode> operands = new ArrayList<>(getOperandList());
    operands.set(
        QUALIFY_OPERAND,
        SqlStdOperatorTable.EQUALS.createCall(
            position, number, SqlLiteral.createExactNumeric("1", position)));
    return (SqlSelect)
        getOperator().createCall(null, getParserPosition(), operands.toArray(SqlNode[]::new));
  }

  /** What is left of ORDER BY after the expressions by which rows are grouped. */
  private List<SqlNode> withinGroups(List<SqlNode> partition, SqlNodeList orderBy) {
    List<SqlNode> within = new ArrayList<>();
    List<SqlNode> met = new ArrayList<>();
    for (SqlNode item : orderBy) {
      SqlNode key = resolved(expression(item));
      Optional<SqlNode> group = partition.stream().filter(on -> isSame(on, key)).findFirst();
      if (group.isEmpty()) {
        within.add(replaced(item, key));
      } else if (within.isEmpty()) {
        met.add(group.get());
      } else {
        throw mismatch(item, "found " + key + " after " + expression(within.get(0)));
      }
    }
    for (SqlNode on : partition) {
      if (!within.isEmpty() && !met.contains(on)) {
        SqlNode first = expression(within.get(0));
        throw mismatch(first, "found " + first + " before " + on);
      }
    }
    return within;
  }

  private static StatementException mismatch(SqlNode item, String found) {
    return new StatementException(
        item.getParserPosition(),
        "SELECT DISTINCT ON expressions must match initial ORDER BY expressions, " + found);
  }

  /** An item of ORDER BY without its direction. */
  private static SqlNode expression(SqlNode item) {
    return isDirection(item) ? expression(((SqlCall) item).operand(0)) : item;
  }

  private static boolean isDirection(SqlNode item) {
    return item.getKind() == SqlKind.DESCENDING
        || item.getKind() == SqlKind.NULLS_FIRST
        || item.getKind() == SqlKind.NULLS_LAST;
  }

  /** An item of ORDER BY with its direction, of another expression. */
  private static SqlNode replaced(SqlNode item, SqlNode expression) {
    return isDirection(item)
        ? ((SqlCall) item)
            .getOperator()
            .createCall(item.getParserPosition(), replaced(((SqlCall) item).operand(0), expression))
        : expression;
  }

  /** The expression that a name or a position of the result stands for, a copy of its own. */
  private SqlNode resolved(SqlNode key) {
    SqlNode found = key;
    if (key instanceof SqlNumericLiteral literal && literal.isInteger()) {
      found = atPosition(literal);
    } else if (key instanceof SqlIdentifier name && name.isSimple()) {
      found =
          getSelectList().stream()
              .filter(item -> isNamed(item, name.getSimple()))
              .findFirst()
              .map(DistinctOn::unnamed)
              .orElse(key);
    }
    return found.accept(new Copy());
  }

  private SqlNode atPosition(SqlNumericLiteral literal) {
    SqlNodeList items = getSelectList();
    int position = literal.intValue(true);
    boolean known =
        position >= 1
            && position <= items.size()
            && items.subList(0, position).stream().noneMatch(DistinctOn::isStar);
    if (!known) {
      throw new StatementException(
          literal.getParserPosition(),
          "Expected the name of a column, or a position in the SELECT list that is before any *,"
              + " in DISTINCT ON and its ORDER BY, found "
              + literal);
    }
    return unnamed(items.get(position - 1));
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar();
  }

  private static boolean isNamed(SqlNode item, String name) {
    if (item.getKind() == SqlKind.AS) {
      return ((SqlIdentifier) ((SqlBasicCall) item).operand(1)).getSimple().equalsIgnoreCase(name);
    }
    return item instanceof SqlIdentifier column
        && !column.isStar()
        && column.names.get(column.names.size() - 1).equalsIgnoreCase(name);
  }

  private static SqlNode unnamed(SqlNode item) {
    return item.getKind() == SqlKind.AS ? ((SqlBasicCall) item).operand(0) : item;
  }

  /** Whether two expressions are the same; a column may be qualified in one of them. */
  private static boolean isSame(SqlNode one, SqlNode other) {
    if (one instanceof SqlIdentifier left && other instanceof SqlIdentifier right) {
      List<String> leftNames = left.names;
      List<String> rightNames = right.names;
      int common = Math.min(leftNames.size(), rightNames.size());
      return String.join(".", leftNames.subList(leftNames.size() - common, leftNames.size()))
          .equalsIgnoreCase(
              String.join(".", rightNames.subList(rightNames.size() - common, rightNames.size())));
    }
    return one.equalsDeep(other, Litmus.IGNORE);
  }

  /** The validator changes what it is given, so that nothing may stand in two places. */
  private static final class Copy extends SqlShuttle {

    @Override
    public SqlNode visit(SqlCall call) {
      CallCopyingArgHandler copy = new CallCopyingArgHandler(call, true);
      call.getOperator().acceptCall(this, call, false, copy);
      return copy.result();
    }

    @Override
    public SqlNode visit(SqlIdentifier id) {
      return id.clone(id.getParserPosition());
    }
  }
}
