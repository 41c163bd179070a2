package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * CASE, and functions of texts and numbers that SQLite computes as Java does: of texts those that
 * do not look at single characters, of numbers those whose result is exact.
 */
final class SqliteFunctions {

  /** Comparisons of a position that ask whether there is one. */
  private static final Set<String> FOUND = Set.of("> 0", ">= 1", "<> 0", "= 0", "< 1", "<= 0");

  private final SqliteExpressions expressions;

  SqliteFunctions(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  /** CASE of operands that are all of one type; the others, too, decide from above to below. */
  Optional<SqlFragment> cases(RexCall call) {
    List<RexNode> operands = call.getOperands();
    Optional<RunType> type = RunConstants.type(call.getType());
    if (type.isEmpty()) {
      return Optional.empty();
    }
    List<Optional<SqlFragment>> parts = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i + 1 < operands.size(); i += 2) {
      texts.add(i == 0 ? "(CASE WHEN " : " WHEN ");
      parts.add(expressions.translate(operands.get(i)));
      texts.add(" THEN ");
      parts.add(result(operands.get(i + 1), type.get()));
    }
    texts.add(" ELSE ");
    parts.add(result(operands.get(operands.size() - 1), type.get()));
    texts.add(" END)");
    return SqlFragment.all(parts).map(all -> SqlFragment.join(texts, all));
  }

  private Optional<SqlFragment> result(RexNode node, RunType type) {
    if (node instanceof RexLiteral literal && literal.isNull()) {
      return Optional.of(SqlFragment.of("NULL"));
    }
    return RunConstants.isConstant(node)
        ? expressions.constants().value(node, type).map(SqlFragment::value)
        : SqliteExpressions.runType(node).equals(Optional.of(type))
            ? expressions.translate(node)
            : Optional.empty();
  }

  /** ABS, FLOOR, CEIL and SIGN of DOUBLE. */
  Optional<SqlFragment> number(RexCall call, String function) {
    RexNode operand = call.getOperands().get(0);
    return call.getOperands().size() == 1
            && isDouble(operand)
            && isDouble(call)
            && !RunConstants.isConstant(operand)
        ? expressions.translate(operand).map(x -> x.in("CAST(" + function + "(", ") AS REAL)"))
        : Optional.empty();
  }

  private static boolean isDouble(RexNode node) {
    return node.getType().getSqlTypeName() == SqlTypeName.DOUBLE;
  }

  /** {@code a || b}. */
  Optional<SqlFragment> concatenation(RexCall call) {
    return SqlFragment.all(call.getOperands().stream().map(this::text).toList())
        .map(parts -> SqlFragment.list("(", " || ", parts, ")"));
  }

  /** TRIM of one character, a literal. */
  Optional<SqlFragment> trim(RexCall call) {
    List<RexNode> operands = call.getOperands();
    if (!(operands.get(0) instanceof RexLiteral flag)
        || !(flag.getValue() instanceof SqlTrimFunction.Flag side)
        || !isAscii(operands.get(1), 1)) {
      return Optional.empty();
    }
    String function =
        switch (side) {
          case BOTH -> "trim";
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
        };
    return SqlFragment.all(List.of(text(operands.get(2)), text(operands.get(1))))
        .map(parts -> SqlFragment.list(function + "(", ", ", parts, ")"));
  }

  /** REPLACE of what is a literal, and not empty. */
  Optional<SqlFragment> replace(RexCall call) {
    List<RexNode> operands = call.getOperands();
    return operands.size() == 3 && isAscii(operands.get(1), Integer.MAX_VALUE)
        ? SqlFragment.all(operands.stream().map(this::text).toList())
            .map(parts -> SqlFragment.list("replace(", ", ", parts, ")"))
        : Optional.empty();
  }

  /** STARTS_WITH of what is a literal. */
  Optional<SqlFragment> startsWith(RexCall call) {
    RexNode start = call.getOperands().get(1);
    return isAscii(start, Integer.MAX_VALUE)
        ? SqlFragment.all(List.of(text(call.getOperands().get(0)), text(start)))
            .map(
                parts ->
                    SqlFragment.join(
                        List.of("(substr(", ", 1, " + length(start) + ") = ", ")"), parts))
        : Optional.empty();
  }

  private static int length(RexNode literal) {
    return ((RexLiteral) literal).getValueAs(String.class).length();
  }

  /** {@code POSITION('x' IN a) > 0} and the like: whether it is there, and not where. */
  Optional<SqlFragment> found(RexNode left, String operator, RexNode right) {
    if (!(left instanceof RexCall call)
        || call.getOperands().size() != 2
        || call.getOperator() != SqlStdOperatorTable.POSITION
            && call.getOperator() != SqlLibraryOperators.STRPOS
        || !(right instanceof RexLiteral literal)
        || !(literal.getValue() instanceof BigDecimal number)) {
      return Optional.empty();
    }
    String asked = operator + " " + number;
    boolean standard = call.getOperator() == SqlStdOperatorTable.POSITION;
    RexNode word = call.getOperands().get(standard ? 0 : 1);
    RexNode searched = call.getOperands().get(standard ? 1 : 0);
    return FOUND.contains(asked) && isAscii(word, Integer.MAX_VALUE)
        ? SqlFragment.all(List.of(text(searched), text(word)))
            .map(parts -> SqlFragment.join(List.of("(instr(", ", ", ") " + asked + ")"), parts))
        : Optional.empty();
  }

  /** Whether a node is a literal of some characters from U+0001 to U+007F. */
  private static boolean isAscii(RexNode node, int mostCharacters) {
    if (!(node instanceof RexLiteral literal) || literal.isNull()) {
      return false;
    }
    String text = literal.getValueAs(String.class);
    return text != null
        && !text.isEmpty()
        && text.length() <= mostCharacters
        && text.chars().allMatch(c -> c > 0 && c < 0x80);
  }

  private Optional<SqlFragment> text(RexNode node) {
    if (RunConstants.isConstant(node)) {
      return expressions.constant(node, RunType.TEXT).map(SqlFragment::value);
    }
    return SqliteExpressions.runType(node).equals(Optional.of(RunType.TEXT))
        ? expressions.translate(node)
        : Optional.empty();
  }

  /** {@code ts + INTERVAL} and {@code ts - INTERVAL} of a fixed length. */
  Optional<SqlFragment> shifted(RexCall call) {
    if (call.getType().getSqlTypeName() != SqlTypeName.TIMESTAMP
        || RunConstants.isConstant(call)
        || TimeOffset.of(call).filter(TimeOffset::isExact).isEmpty()
        || call.getOperator() != SqlStdOperatorTable.DATETIME_PLUS
            && call.getOperator() != SqlStdOperatorTable.MINUS_DATE) {
      return Optional.empty();
    }
    long millis = TimeOffset.of(call).orElseThrow().least();
    return Optional.of(
        SqlFragment.column(EventColumn.Fixed.TS)
            .infix("+", SqlFragment.value(new RunValue.Constant(millis))));
  }
}
