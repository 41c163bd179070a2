package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.LikePattern;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;

/** Text in SQLite: arrows, full-text search, LIKE. */
final class SqliteText {

  /** Longer patterns are refused by SQLite, from 50,000 bytes on. */
  static final int LONGEST_PATTERN = 10_000;

  /** Keys that mean the same as a path of JSON, whatever is around them. */
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Members of payload that are no labels. */
  private static final Set<String> FIXED_MEMBERS = Set.of("timestamp", "value", "text");

  private final SqliteExpressions expressions;

  SqliteText(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  /**
   * {@code ->} and {@code ->>} on labels, on payload, and on what an arrow yields. On other texts
   * SQLite could meet one that is no JSON in a row that another condition leaves out.
   */
  Optional<SqlFragment> arrow(RexCall call) {
    RexNode json = call.getOperands().get(0);
    RexNode path = call.getOperands().get(1);
    Optional<SqlFragment> source =
        column(json).map(column -> SqlFragment.column(narrowed(column, path)));
    if (source.isEmpty()
        && json instanceof RexCall inner
        && inner.getOperator() == TsdbOperators.JSON_GET) {
      source = arrow(inner);
    }
    Optional<SqlFragment> steps =
        SqliteExpressions.runType(path)
            .filter(type -> type == RunType.TEXT || type == RunType.LONG)
            .flatMap(type -> expressions.constant(path, type))
            .map(SqlFragment::value);
    if (source.isEmpty() || steps.isEmpty()) {
      return Optional.empty();
    }
    return call.getOperator() == TsdbOperators.JSON_GET
        ? Optional.of(source.get().infix("->", steps.get()))
        : Optional.of(source.get().infix("->>", steps.get()).in("CAST(", " AS TEXT)"));
  }

  /** {@code json_extract(json, path)} where {@link #arrow} would be computed. */
  Optional<SqlFragment> extract(RexCall call) {
    RexNode json = call.getOperands().get(0);
    Optional<SqlFragment> source = column(json).map(SqlFragment::column);
    if (source.isEmpty()
        && json instanceof RexCall inner
        && inner.getOperator() == TsdbOperators.JSON_GET) {
      source = arrow(inner);
    }
    Optional<SqlFragment> path =
        expressions.constant(call.getOperands().get(1), RunType.TEXT).map(SqlFragment::value);
    return source.isEmpty() || path.isEmpty()
        ? Optional.empty()
        : Optional.of(
            SqlFragment.join(
                List.of("CAST(json_extract(", ", ", ") AS TEXT)"),
                List.of(source.get(), path.get())));
  }

  /** The column, if it always holds JSON. */
  private Optional<EventColumn> column(RexNode node) {
    if (!(node instanceof RexInputRef reference)) {
      return Optional.empty();
    }
    EventColumn column = expressions.columns().get(reference.getIndex());
    return column == EventColumn.Fixed.LABELS || column == EventColumn.Fixed.PAYLOAD
        ? Optional.of(column)
        : Optional.empty();
  }

  /** What is no fixed member of payload is a label: that needs no JSON to be built for each row. */
  private static EventColumn narrowed(EventColumn column, RexNode path) {
    boolean label =
        path instanceof RexLiteral literal
            && literal.getValueAs(Object.class) != null
            && SqliteExpressions.runType(path).equals(Optional.of(RunType.TEXT))
            && isLabel(literal.getValueAs(String.class));
    return label ? EventColumn.Fixed.LABELS : column;
  }

  private static boolean isLabel(String key) {
    return PLAIN_KEY.matcher(key).matches() && !FIXED_MEMBERS.contains(key);
  }

  /** Full-text search as an expression: null for a query that is null. */
  Optional<SqlFragment> match(RexCall call) {
    return search(call)
        .map(
            found -> {
              RunValue query = found.textQueries().get(0);
              return query instanceof RunValue.Constant
                  ? found
                  : SqlFragment.join(
                      List.of("(CASE WHEN ", " IS NOT NULL THEN ", " END)"),
                      List.of(SqlFragment.value(query), found));
            });
  }

  /**
   * Full-text search for a query that is not null. An event with text is found through {@code
   * search}, any other through its series in {@code series_search}.
   */
  Optional<SqlFragment> search(RexCall call) {
    if (!(call.getOperands().get(0) instanceof RexInputRef searched)
        || !(expressions.columns().get(searched.getIndex()) instanceof EventColumn.Fixed column)) {
      return Optional.empty();
    }
    return expressions
        .constant(call.getOperands().get(1), RunType.TEXT)
        .flatMap(query -> search(column, query).map(found -> found.withTextQuery(query)));
  }

  private static Optional<SqlFragment> search(EventColumn.Fixed column, RunValue query) {
    return switch (column) {
      case PAYLOAD -> Optional.of(found("search", "series_search", query));
      case LABELS -> Optional.of(found("labels", "labels", query));
      case TEXT -> Optional.of(foundInText(query));
      case TS, VALUE, ID -> Optional.empty();
    };
  }

  private static SqlFragment found(String column, String seriesColumn, RunValue query) {
    SqlFragment value = SqlFragment.value(query);
    return SqlFragment.join(
        List.of(
            "(s.n IN (SELECT rowid FROM search WHERE " + column + " MATCH ",
            " AND rowid BETWEEN ",
            " AND ",
            " UNION ALL SELECT m.n FROM (SELECT 1 FROM series_search WHERE "
                + seriesColumn
                + " MATCH ",
            " LIMIT 1) CROSS JOIN sample AS m WHERE m.n BETWEEN ",
            " AND ",
            " AND m.text IS NULL AND m.series IN (SELECT rowid FROM series_search WHERE "
                + seriesColumn
                + " MATCH ",
            ")))"),
        List.of(value, first(), last(), value, first(), last(), value));
  }

  private static SqlFragment foundInText(RunValue query) {
    return SqlFragment.join(
        List.of(
            "(s.text IS NOT NULL AND s.n IN (SELECT rowid FROM search WHERE text MATCH ",
            " AND rowid BETWEEN ",
            " AND ",
            ") OR s.text IS NULL AND NULL)"),
        List.of(SqlFragment.value(query), first(), last()));
  }

  private static SqlFragment first() {
    return SqlFragment.value(RunValue.Row.FIRST);
  }

  private static SqlFragment last() {
    return SqlFragment.value(RunValue.Row.LAST);
  }

  /** Whether SQLite orders the two as Java does: one is a literal of characters below U+D800. */
  static boolean sameOrder(RexNode left, RexNode right) {
    return isBelowSurrogates(left) || isBelowSurrogates(right);
  }

  private static boolean isBelowSurrogates(RexNode node) {
    return node instanceof RexLiteral literal
        && !literal.isNull()
        && literal.getValueAs(String.class).chars().allMatch(c -> c < Character.MIN_SURROGATE);
  }

  /** LIKE where it is exact: no wild card but % at the ends. */
  Optional<SqlFragment> like(RexCall call) {
    if (call.getOperands().size() != 2 || !(pattern(call) instanceof RexLiteral literal)) {
      return Optional.empty();
    }
    Optional<String> text = Optional.ofNullable(literal.getValueAs(String.class));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String pattern = text.get();
    boolean open = pattern.startsWith("%");
    boolean end = pattern.length() > (open ? 1 : 0) && pattern.endsWith("%");
    String fixed = pattern.substring(open ? 1 : 0, pattern.length() - (end ? 1 : 0));
    if (fixed.isEmpty()
        || fixed.indexOf('%') >= 0
        || fixed.indexOf('_') >= 0
        || fixed.indexOf('\0') >= 0
        || open && !end) {
      return Optional.empty();
    }
    Optional<RunValue> value =
        Optional.<RunValue>of(new RunValue.Constant(fixed))
            .filter(constant -> expressions.constant(literal, RunType.TEXT).isPresent());
    Optional<SqlFragment> searched = text(call.getOperands().get(0));
    if (value.isEmpty() || searched.isEmpty()) {
      return Optional.empty();
    }
    SqlFragment part = SqlFragment.value(value.get());
    if (open) {
      return Optional.of(
          SqlFragment.join(List.of("(instr(", ", ", ") > 0)"), List.of(searched.get(), part)));
    }
    if (end) {
      int length = fixed.codePointCount(0, fixed.length());
      return Optional.of(
          SqlFragment.join(
              List.of("(substr(", ", 1, " + length + ") = ", ")"), List.of(searched.get(), part)));
    }
    return Optional.of(searched.get().infix("=", part));
  }

  /**
   * Holds wherever LIKE holds. It is not exact: GLOB ends at U+0000, and its {@code ?} matches line
   * ends, which Calcite's {@code _} does not.
   */
  Optional<SqlFragment> necessaryForLike(RexCall call) {
    if (call.getOperands().size() != 2) {
      return Optional.empty();
    }
    return expressions
        .constant(pattern(call), RunType.TEXT)
        .flatMap(SqliteText::glob)
        .flatMap(
            glob ->
                text(call.getOperands().get(0))
                    .map(
                        searched ->
                            SqlFragment.join(
                                List.of("(", " GLOB ", " OR instr(", ", char(0)) > 0)"),
                                List.of(searched, SqlFragment.value(glob), searched))));
  }

  private static Optional<RunValue> glob(RunValue pattern) {
    if (pattern instanceof RunValue.Computed computed) {
      return Optional.of(new RunValue.Glob(computed));
    }
    String text = (String) ((RunValue.Constant) pattern).value();
    return text.length() > LONGEST_PATTERN || text.indexOf('\0') >= 0
        ? Optional.empty()
        : Optional.of(new RunValue.Constant(LikePattern.glob(text)));
  }

  private static RexNode pattern(RexCall call) {
    return call.getOperands().get(1);
  }

  private Optional<SqlFragment> text(RexNode node) {
    return SqliteExpressions.runType(node).equals(Optional.of(RunType.TEXT))
        ? expressions.translate(node)
        : Optional.empty();
  }
}
