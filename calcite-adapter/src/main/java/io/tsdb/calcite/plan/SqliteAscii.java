package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.LikePattern;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/**
 * Functions that SQLite computes as Java does of texts that are ASCII without U+0000: it maps the
 * case of ASCII alone, counts code points and not UTF-16 code units, and stops at U+0000. Whether a
 * text is such a one is their doubt, see {@link SqlFragment#doubts}.
 */
final class SqliteAscii {

  private final SqliteExpressions expressions;

  SqliteAscii(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  Optional<SqlFragment> function(RexCall call) {
    SqlOperator operator = call.getOperator();
    List<RexNode> operands = call.getOperands();
    if (operator == SqlStdOperatorTable.UPPER) {
      return of(operands.get(0)).map(text -> text.in("upper(", ")"));
    }
    if (operator == SqlStdOperatorTable.LOWER) {
      return of(operands.get(0)).map(text -> text.in("lower(", ")"));
    }
    if (operator == SqlStdOperatorTable.CHAR_LENGTH
        || operator == SqlStdOperatorTable.CHARACTER_LENGTH
        || operator == SqlLibraryOperators.LENGTH) {
      return of(operands.get(0)).map(text -> text.in("length(", ")"));
    }
    if (operator == SqlStdOperatorTable.SUBSTRING) {
      return substring(operands);
    }
    if (operator == SqlLibraryOperators.LEFT) {
      return whole(operands.get(1), 0).isPresent()
          ? of(operands.get(0))
              .map(text -> text.in("substr(", ", 1, " + whole(operands.get(1), 0).getAsInt() + ")"))
          : Optional.empty();
    }
    if (operator == SqlStdOperatorTable.POSITION && operands.size() == 2) {
      return position(operands.get(1), operands.get(0));
    }
    if (operator == SqlLibraryOperators.STRPOS) {
      return position(operands.get(0), operands.get(1));
    }
    if (operator == SqlStdOperatorTable.LIKE) {
      return like(operands);
    }
    return operator == SqlLibraryOperators.ILIKE ? ilike(operands) : Optional.empty();
  }

  /** A text, with its doubt. */
  private Optional<SqlFragment> of(RexNode node) {
    return column(node)
        .map(
            text ->
                text.withDoubt(
                    SqlFragment.join(
                        List.of("(octet_length(", ") <> length(", "))"), List.of(text, text))));
  }

  /** As {@link #of}, for patterns in which a wild card does not match line ends. */
  private Optional<SqlFragment> ofOneLine(RexNode node) {
    return of(node)
        .map(
            text ->
                text.withDoubt(
                    SqlFragment.join(
                        List.of("(instr(", ", char(10)) > 0 OR instr(", ", char(13)) > 0)"),
                        List.of(text, text))));
  }

  private Optional<SqlFragment> column(RexNode node) {
    return SqliteExpressions.runType(node).equals(Optional.of(RunType.TEXT))
            && !RunConstants.isConstant(node)
        ? expressions.translate(node)
        : Optional.empty();
  }

  private static OptionalInt whole(RexNode node, int least) {
    if (node instanceof RexLiteral literal
        && !literal.isNull()
        && SqliteExpressions.runType(node).equals(Optional.of(RunType.LONG))) {
      Integer value = literal.getValueAs(Integer.class);
      return value != null && value >= least ? OptionalInt.of(value) : OptionalInt.empty();
    }
    return OptionalInt.empty();
  }

  private Optional<SqlFragment> substring(List<RexNode> operands) {
    OptionalInt start = whole(operands.get(1), 1);
    OptionalInt length = operands.size() > 2 ? whole(operands.get(2), 0) : OptionalInt.of(0);
    if (start.isEmpty() || length.isEmpty()) {
      return Optional.empty();
    }
    String end = operands.size() > 2 ? ", " + length.getAsInt() : "";
    return of(operands.get(0)).map(text -> text.in("substr(", ", " + start.getAsInt() + end + ")"));
  }

  private Optional<SqlFragment> position(RexNode searched, RexNode word) {
    return literal(word)
        .filter(text -> !text.isEmpty() && isAscii(text))
        .flatMap(
            text ->
                of(searched)
                    .map(
                        column ->
                            SqlFragment.join(
                                List.of("instr(", ", ", ")"),
                                List.of(column, SqlFragment.value(new RunValue.Constant(text))))));
  }

  private Optional<SqlFragment> like(List<RexNode> operands) {
    Optional<String> pattern = literal(operands.get(1));
    Optional<Character> escape = escape(operands);
    if (pattern.isEmpty() || operands.size() > 2 && escape.isEmpty()) {
      return Optional.empty();
    }
    return LikePattern.glob(pattern.get(), escape)
        .filter(glob -> glob.length() <= SqliteText.LONGEST_PATTERN)
        .flatMap(
            glob ->
                ofOneLine(operands.get(0))
                    .map(
                        text ->
                            text.infix("GLOB", SqlFragment.value(new RunValue.Constant(glob)))));
  }

  private Optional<SqlFragment> ilike(List<RexNode> operands) {
    Optional<String> pattern = literal(operands.get(1)).filter(SqliteAscii::isAscii);
    Optional<Character> escape = escape(operands);
    if (pattern.isEmpty() || operands.size() > 2 && escape.isEmpty()) {
      return Optional.empty();
    }
    return LikePattern.glob(pattern.get(), escape)
        .filter(glob -> glob.length() <= SqliteText.LONGEST_PATTERN)
        .map(glob -> SqlFragment.value(new RunValue.Constant(glob.toLowerCase(Locale.ROOT))))
        .flatMap(
            glob ->
                ofOneLine(operands.get(0)).map(text -> text.in("lower(", ")").infix("GLOB", glob)));
  }

  private static Optional<Character> escape(List<RexNode> operands) {
    return operands.size() > 2
        ? literal(operands.get(2)).filter(text -> text.length() == 1).map(text -> text.charAt(0))
        : Optional.empty();
  }

  private static Optional<String> literal(RexNode node) {
    return node instanceof RexLiteral literal
            && !literal.isNull()
            && SqliteExpressions.runType(node).equals(Optional.of(RunType.TEXT))
        ? Optional.ofNullable(literal.getValueAs(String.class))
        : Optional.empty();
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > 0 && c < 0x80);
  }
}
