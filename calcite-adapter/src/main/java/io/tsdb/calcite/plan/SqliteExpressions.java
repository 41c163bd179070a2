package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Translates expressions over the columns of {@code events} to SQLite's SQL: a white list of what
 * SQLite computes exactly as Calcite does. Whatever is not listed stays above the scan.
 *
 * <p>What differs, and is therefore absent: order of texts with characters from U+D800 on (SQLite
 * compares UTF-8, Java UTF-16), case mapping and lengths, casts, integer overflow, division by
 * zero, everything that may yield NaN (NULL in SQLite).
 */
final class SqliteExpressions {

  /** Most operands of one AND or OR; SQLite takes expressions 1,000 deep, and some count twice. */
  private static final int MOST_OPERANDS = 250;

  /** Most values of one condition; SQLite takes 32,766 in a statement. */
  private static final int MOST_VALUES = 5_000;

  /** Most doubts of one condition: each is looked at for every row. */
  private static final int MOST_DOUBTS = 10;

  private final EventColumns columns;
  private final RexBuilder rexBuilder;
  private final RunConstants constants;
  private final SqliteText text;
  private final SqliteTime time;
  private final SqliteNumbers numbers;
  private final SqliteFunctions functions;

  /** Those that have doubts; empty where SQLite has to compute all exactly. */
  private final Optional<SqliteAscii> doubtful;

  SqliteExpressions(EventColumns columns, RexBuilder rexBuilder) {
    this(columns, rexBuilder, false);
  }

  private SqliteExpressions(EventColumns columns, RexBuilder rexBuilder, boolean withDoubts) {
    this.doubtful = withDoubts ? Optional.of(new SqliteAscii(this)) : Optional.empty();
    this.columns = columns;
    this.rexBuilder = rexBuilder;
    this.constants = new RunConstants(rexBuilder);
    this.text = new SqliteText(this);
    this.time = new SqliteTime(this);
    this.numbers = new SqliteNumbers(this);
    this.functions = new SqliteFunctions(this);
  }

  EventColumns columns() {
    return columns;
  }

  RunConstants constants() {
    return constants;
  }

  /** The expression in SQLite; empty if SQLite does not compute it identically. */
  Optional<SqlFragment> translate(RexNode node) {
    if (node instanceof RexInputRef column) {
      return Optional.of(SqlFragment.column(columns.get(column.getIndex())));
    }
    if (node instanceof RexLiteral literal && literal.isNull()) {
      return Optional.of(SqlFragment.of("NULL"));
    }
    if (RunConstants.isConstant(node)) {
      return RunConstants.type(node.getType())
          .flatMap(type -> constants.value(node, type))
          .map(SqlFragment::value);
    }
    return node instanceof RexCall call ? call(call) : Optional.empty();
  }

  /**
   * As {@link #translate}, for a condition that leaves out rows: null leaves them out like false.
   * The run must not begin where {@link TimeFilters} says that a null finds nothing.
   */
  Optional<SqlFragment> filter(RexNode condition) {
    Optional<SqlFragment> filter =
        condition instanceof RexCall call && call.getOperator() == TsdbOperators.TEXT_MATCH
            ? text.search(call)
            : accepted(condition);
    return filter.filter(fragment -> fragment.values().size() <= MOST_VALUES);
  }

  /**
   * As {@link #translate}, where null does as well as false. What is about labels alone, beside
   * what is not, is decided once per series.
   */
  private Optional<SqlFragment> accepted(RexNode condition) {
    Optional<SqlFragment> whole = translate(condition);
    boolean mixed =
        whole.filter(fragment -> fragment.readsSeries() && fragment.readsSample()).isPresent();
    return mixed && condition instanceof RexCall call && isConnective(call) ? joined(call) : whole;
  }

  private Optional<SqlFragment> joined(RexCall call) {
    List<RexNode> ofSeries = new ArrayList<>();
    List<RexNode> ofRows = new ArrayList<>();
    call.getOperands().forEach(operand -> (isOfSeries(operand) ? ofSeries : ofRows).add(operand));
    List<Optional<SqlFragment>> parts = new ArrayList<>();
    if (!ofSeries.isEmpty()) {
      parts.add(together(call, ofSeries).map(SqlFragment::withinSeries));
    }
    List<RexNode> simple = ofRows.stream().filter(operand -> !isConnective(operand)).toList();
    if (!simple.isEmpty()) {
      parts.add(together(call, simple));
    }
    ofRows.stream()
        .filter(SqliteExpressions::isConnective)
        .forEach(operand -> parts.add(accepted(operand)));
    String operator = call.getKind() == SqlKind.AND ? " AND " : " OR ";
    return parts.size() > MOST_OPERANDS
        ? Optional.empty()
        : SqlFragment.all(parts).map(all -> SqlFragment.list("(", operator, all, ")"));
  }

  private static boolean isConnective(RexNode node) {
    return node.getKind() == SqlKind.AND || node.getKind() == SqlKind.OR;
  }

  private Optional<SqlFragment> together(RexCall call, List<RexNode> operands) {
    return translate(operands.size() == 1 ? operands.get(0) : call.clone(call.getType(), operands));
  }

  /** As {@link #translate}, if the result is of a type that can be read from SQLite. */
  Optional<SqlFragment> output(RexNode node) {
    return runType(node).isPresent() ? translate(node) : Optional.empty();
  }

  /** Whether SQLite computes it of labels alone, so that it is the same for all of a series. */
  boolean isOfSeries(RexNode node) {
    return translate(node).filter(SqlFragment::isOfSeries).isPresent();
  }

  SqliteTime time() {
    return time;
  }

  /**
   * A condition that holds wherever this one does; for those that SQLite cannot decide exactly, but
   * well enough to leave most rows out.
   */
  Optional<SqlFragment> necessary(RexNode condition) {
    Optional<SqlFragment> found =
        condition instanceof RexCall call && call.getOperator() == SqlStdOperatorTable.LIKE
            ? text.necessaryForLike(call)
            : Optional.empty();
    if (found.isEmpty()) {
      found = new SeriesConditions(this, rexBuilder).necessary(condition);
    }
    if (found.isEmpty()) {
      found = inDoubt(condition);
    }
    if (found.isPresent()) {
      return found;
    }
    // What a condition says of time chooses segments and rows; there is nothing left to decide.
    return new TimeFilters(rexBuilder).saysNothing(condition)
        ? Optional.empty()
        : Optional.of(SqlFragment.of("TRUE"));
  }

  /**
   * What SQLite computes of texts that are ASCII, and the like, with all rows of which that is not
   * known.
   */
  private Optional<SqlFragment> inDoubt(RexNode condition) {
    return new SqliteExpressions(columns, rexBuilder, true)
        .translate(condition)
        .filter(
            found ->
                !found.readsSeries()
                    && found.textQueries().isEmpty()
                    && found.doubts().size() <= MOST_DOUBTS
                    && found.values().size() <= MOST_VALUES / MOST_DOUBTS)
        .map(SqlFragment::orInDoubt);
  }

  /** Whether what has doubts may be translated, see {@link SqlFragment#doubts}. */
  boolean allowsDoubts() {
    return doubtful.isPresent();
  }

  private Optional<SqlFragment> call(RexCall call) {
    return exactly(call).or(() -> doubtful.flatMap(functions -> functions.function(call)));
  }

  private Optional<SqlFragment> exactly(RexCall call) {
    SqlOperator operator = call.getOperator();
    if (operator == TsdbOperators.JSON_GET || operator == TsdbOperators.JSON_GET_TEXT) {
      return text.arrow(call);
    }
    if (operator == TsdbOperators.JSON_EXTRACT) {
      return text.extract(call);
    }
    if (operator == TsdbOperators.TEXT_MATCH) {
      return text.match(call);
    }
    if (operator == TsdbOperators.TIME_BUCKET) {
      return time.bucket(call);
    }
    return switch (call.getKind()) {
      case SEARCH -> translate(RexUtil.expandSearch(rexBuilder, null, call));
      case AND -> conjunction(call);
      case OR -> disjunction(call);
      case NOT -> translate(call.getOperands().get(0)).map(x -> x.in("(NOT ", ")"));
      case IS_NULL -> postfix(call, "IS NULL");
      case IS_NOT_NULL -> postfix(call, "IS NOT NULL");
      case IS_TRUE -> truth(call, "IS TRUE");
      case IS_NOT_TRUE -> truth(call, "IS NOT TRUE");
      case IS_FALSE -> truth(call, "IS FALSE");
      case IS_NOT_FALSE -> truth(call, "IS NOT FALSE");
      case EQUALS -> comparison(call, "=");
      case NOT_EQUALS -> comparison(call, "<>");
      case LESS_THAN -> comparison(call, "<");
      case LESS_THAN_OR_EQUAL -> comparison(call, "<=");
      case GREATER_THAN -> comparison(call, ">");
      case GREATER_THAN_OR_EQUAL -> comparison(call, ">=");
      // ILIKE is of the same kind
      case LIKE -> operator == SqlStdOperatorTable.LIKE ? text.like(call) : Optional.empty();
      case PLUS, MINUS -> functions.shifted(call).or(() -> numbers.arithmetic(call));
      case TIMES, DIVIDE, MOD, MINUS_PREFIX -> numbers.arithmetic(call);
      case FLOOR ->
          call.getOperands().size() == 1 ? functions.number(call, "floor") : time.floor(call);
      case CEIL -> functions.number(call, "ceil");
      case EXTRACT -> time.extract(call);
      case IS_NOT_DISTINCT_FROM -> comparison(call, "IS");
      case IS_DISTINCT_FROM -> comparison(call, "IS NOT");
      case CASE -> functions.cases(call);
      case TRIM -> functions.trim(call);
      case CAST -> cast(call);
      default -> function(call);
    };
  }

  private Optional<SqlFragment> function(RexCall call) {
    SqlOperator operator = call.getOperator();
    if (operator == SqlStdOperatorTable.ABS) {
      return functions.number(call, "abs");
    }
    if (operator == SqlStdOperatorTable.SIGN) {
      return functions.number(call, "sign");
    }
    if (operator == SqlStdOperatorTable.CONCAT) {
      return functions.concatenation(call);
    }
    if (operator == SqlLibraryOperators.STARTS_WITH) {
      return functions.startsWith(call);
    }
    return operator == SqlStdOperatorTable.REPLACE ? functions.replace(call) : Optional.empty();
  }

  private Optional<SqlFragment> postfix(RexCall call, String operator) {
    return translate(call.getOperands().get(0)).map(x -> x.in("(", " " + operator + ")"));
  }

  private Optional<SqlFragment> truth(RexCall call, String operator) {
    return runType(call.getOperands().get(0)).filter(type -> type == RunType.BOOLEAN).isPresent()
        ? postfix(call, operator)
        : Optional.empty();
  }

  private Optional<SqlFragment> conjunction(RexCall call) {
    return operands(call.getOperands()).map(parts -> SqlFragment.list("(", " AND ", parts, ")"));
  }

  /** Equalities of one expression with constants become one IN. */
  private Optional<SqlFragment> disjunction(RexCall call) {
    Map<RexNode, List<RexNode>> equalities = new LinkedHashMap<>();
    List<Optional<SqlFragment>> parts = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      if (operand instanceof RexCall equality
          && equality.getKind() == SqlKind.EQUALS
          && RunConstants.isConstant(equality.getOperands().get(1))) {
        equalities
            .computeIfAbsent(equality.getOperands().get(0), key -> new ArrayList<>())
            .add(equality);
      } else {
        parts.add(translate(operand));
      }
    }
    equalities.values().forEach(group -> parts.add(in(group)));
    return parts.size() > MOST_OPERANDS
        ? Optional.empty()
        : SqlFragment.all(parts).map(all -> SqlFragment.list("(", " OR ", all, ")"));
  }

  private Optional<SqlFragment> in(List<RexNode> equalities) {
    RexCall first = (RexCall) equalities.get(0);
    if (equalities.size() == 1) {
      return translate(first);
    }
    RexNode left = first.getOperands().get(0);
    List<Optional<SqlFragment>> parts = new ArrayList<>();
    boolean ofDays = SqliteTime.isDayOfTime(left);
    parts.add(ofDays ? Optional.of(SqliteTime.days()) : translate(left));
    for (RexNode equality : equalities) {
      RexNode right = ((RexCall) equality).getOperands().get(1);
      parts.add(
          ofDays
              ? constants.day(right).map(SqlFragment::value)
              : comparable(left, right)
                  .flatMap(type -> constants.value(right, type))
                  .map(SqlFragment::value));
    }
    return SqlFragment.all(parts)
        .map(
            all ->
                SqlFragment.join(
                    List.of("(", " IN ", ")"),
                    List.of(
                        all.get(0), SqlFragment.list("(", ", ", all.subList(1, all.size()), ")"))));
  }

  private Optional<List<SqlFragment>> operands(List<RexNode> operands) {
    return operands.size() > MOST_OPERANDS
        ? Optional.empty()
        : SqlFragment.all(operands.stream().map(this::translate).toList());
  }

  private Optional<SqlFragment> comparison(RexCall call, String operator) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    boolean equality = operator.equals("=") || operator.equals("<>") || operator.startsWith("IS");
    Optional<SqlFragment> days = time.comparisonOfDays(left, operator, right);
    if (days.isPresent()) {
      return days;
    }
    Optional<SqlFragment> found = functions.found(left, operator, right);
    if (found.isPresent()) {
      return found;
    }
    return comparable(left, right)
        .filter(type -> type != RunType.BOOLEAN)
        .filter(type -> type != RunType.TEXT || equality || SqliteText.sameOrder(left, right))
        .flatMap(
            type ->
                SqlFragment.all(List.of(operand(left, type), operand(right, type)))
                    .map(sides -> sides.get(0).infix(operator, sides.get(1))));
  }

  /** One side of a comparison: a constant is given in the other side's type. */
  private Optional<SqlFragment> operand(RexNode node, RunType type) {
    return RunConstants.isConstant(node)
        ? constants.value(node, type).map(SqlFragment::value)
        : translate(node);
  }

  /** The type in which both are compared; empty if Calcite would compare otherwise. */
  private static Optional<RunType> comparable(RexNode left, RexNode right) {
    boolean leftConstant = RunConstants.isConstant(left);
    boolean rightConstant = RunConstants.isConstant(right);
    if (leftConstant == rightConstant) {
      return runType(left).filter(type -> runType(right).equals(Optional.of(type)));
    }
    return runType(leftConstant ? right : left);
  }

  static Optional<RunType> runType(RexNode node) {
    return RunConstants.type(node.getType());
  }

  /** Only casts that change nothing but the declared type. */
  private Optional<SqlFragment> cast(RexCall call) {
    RexNode operand = call.getOperands().get(0);
    boolean same =
        switch (call.getType().getSqlTypeName()) {
          case VARCHAR ->
              operand.getType().getSqlTypeName() == call.getType().getSqlTypeName()
                  && call.getType().getPrecision() == -1;
          case DOUBLE -> operand.getType().getSqlTypeName() == call.getType().getSqlTypeName();
          case TIMESTAMP ->
              operand.getType().getSqlTypeName() == call.getType().getSqlTypeName()
                  && call.getType().getPrecision() >= 3;
          default -> false;
        };
    return same ? translate(operand) : numbers.truncated(call);
  }

  /** Whether the expression is worth computing in SQLite for its own sake. */
  static boolean isExtraction(RexNode node) {
    return node instanceof RexCall call
        && (call.getOperator() == TsdbOperators.JSON_GET
            || call.getOperator() == TsdbOperators.JSON_GET_TEXT
            || call.getOperator() == TsdbOperators.JSON_EXTRACT
            || call.getOperator() == TsdbOperators.TEXT_MATCH
            || call.getOperator() == TsdbOperators.TIME_BUCKET
            || call.getKind() == SqlKind.FLOOR);
  }

  /** A constant for use as operand of a function, in its own type. */
  Optional<RunValue> constant(RexNode node, RunType type) {
    return RunConstants.isConstant(node) ? constants.value(node, type) : Optional.empty();
  }
}
