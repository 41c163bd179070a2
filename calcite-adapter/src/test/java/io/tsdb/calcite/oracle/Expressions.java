package io.tsdb.calcite.oracle;

import java.util.List;

/**
 * Generates expressions over the columns of a scope. Both languages compute the same: no division
 * by zero, no overflow, no cast of what is not a number, no text of a DOUBLE.
 */
final class Expressions {

  private final Context context;
  private final List<Column> scope;
  private final Choices choices;

  Expressions(Context context, List<Column> scope) {
    this.context = context;
    this.scope = scope;
    this.choices = context.choices();
  }

  /** Of any kind. */
  Column any(int depth) {
    if (depth == 0 || !choices.oneIn(3)) {
      return choices.of(scope);
    }
    Kind kind = choices.of(List.of(Kind.values()));
    return new Column(of(kind, depth), kind);
  }

  /** A column, or one computed of columns, with neither parameters nor a constant alone. */
  Column computed(int depth) {
    Column column = choices.of(scope);
    Expressions one = new Expressions(context, List.of(column));
    Sql computed = context.withoutParameters(() -> one.of(column.kind(), depth));
    // A number in GROUP BY is the number of a column.
    return computed.oracle().matches("-?\\d+") ? column : new Column(computed, column.kind());
  }

  Sql of(Kind kind, int depth) {
    return switch (kind) {
      case TIME -> time(depth);
      case NUMBER -> number(depth);
      case WHOLE -> whole(depth);
      case TEXT -> text(depth);
    };
  }

  /** A column of the kind, or a constant if there is none. */
  Sql column(Kind kind) {
    List<Column> columns = scope.stream().filter(each -> each.kind() == kind).toList();
    return columns.isEmpty() ? context.constant(kind) : choices.of(columns).sql();
  }

  private Sql time(int depth) {
    if (depth == 0) {
      return column(Kind.TIME);
    }
    Sql inner = time(depth - 1);
    return switch (choices.below(9)) {
      case 0, 1 -> inner;
      case 2 -> bucket(inner);
      case 3 -> floor(inner);
      case 4 ->
          choices.oneIn(2)
              ? Sql.form("({0} + INTERVAL '90' MINUTE)", "({0} + 5400000)", inner)
              : Sql.form("({0} - INTERVAL '1' DAY)", "({0} - 86400000)", inner);
      case 5 -> Sql.form("COALESCE({0}, {1})", inner, context.constant(Kind.TIME));
      case 6 -> cases(Kind.TIME, depth);
      case 7 -> Sql.form("NULLIF({0}, {1})", inner, context.constant(Kind.TIME));
      default -> Sql.form("CAST(CAST({0} AS DATE) AS TIMESTAMP(3))", floorOf(86_400_000), inner);
    };
  }

  /** Start of a bucket, also of times before the origin. */
  Sql bucket(Sql time) {
    return switch (choices.below(5)) {
      case 0 -> bucket("6 hours", 21_600_000, time);
      case 1 -> bucket("1 hour", 3_600_000, time);
      case 2 -> bucket("1 week", 604_800_000, time);
      case 3 -> bucket("1 day", 86_400_000, time);
      default -> bucket("15 minutes", 900_000, time);
    };
  }

  private static Sql bucket(String width, long millis, Sql time) {
    return Sql.form(
        "time_bucket('" + width + "', {0})",
        "({0} - (({0} - 946857600000) % " + millis + " + " + millis + ") % " + millis + ")",
        time);
  }

  private Sql floor(Sql time) {
    return switch (choices.below(5)) {
      case 0 -> Sql.form("FLOOR({0} TO HOUR)", floorOf(3_600_000), time);
      case 1 -> Sql.form("FLOOR({0} TO DAY)", floorOf(86_400_000), time);
      case 2 -> Sql.form("date_trunc('minute', {0})", floorOf(60_000), time);
      case 3 -> Sql.form("date_trunc('day', {0})", floorOf(86_400_000), time);
      default ->
          Sql.form(
              choices.one("date_trunc('month', {0})", "FLOOR({0} TO MONTH)"),
              "(unixepoch({0} / 1000.0, 'unixepoch', 'start of month') * 1000)",
              time);
    };
  }

  private static String floorOf(long millis) {
    return "({0} - ({0} % " + millis + " + " + millis + ") % " + millis + ")";
  }

  private Sql number(int depth) {
    if (depth == 0) {
      return column(Kind.NUMBER);
    }
    Sql inner = number(depth - 1);
    return switch (choices.below(10)) {
      case 0, 1 -> inner;
      case 2 -> Sql.form("({0} + 1)", inner);
      case 3 -> Sql.form("({0} * 2)", inner);
      case 4 -> Sql.form("({0} / 4)", inner);
      case 5 -> Sql.form("ABS({0})", inner);
      case 6 -> Sql.form("COALESCE({0}, {1})", inner, context.constant(Kind.NUMBER));
      case 7 -> Sql.form("NULLIF({0}, {1})", inner, context.constant(Kind.NUMBER));
      case 8 -> cases(Kind.NUMBER, depth);
      default ->
          context.facts().smallNumbers()
              ? Sql.form(choices.one("FLOOR({0})", "CEIL({0})", "-({0})", "({0} - 0.5)"), inner)
              : Sql.form("CAST({0} AS DOUBLE)", "CAST({0} AS REAL)", whole(depth - 1));
    };
  }

  private Sql whole(int depth) {
    return switch (choices.below(depth == 0 ? 2 : 11)) {
      case 0 -> column(Kind.WHOLE);
      case 1 -> context.constant(Kind.WHOLE);
      case 2 ->
          Sql.form("EXTRACT(HOUR FROM {0})", "(({0} / 3600000 % 24 + 24) % 24)", epoch(depth));
      case 3 -> Sql.form("EXTRACT(MINUTE FROM {0})", "({0} / 60000 % 60)", epoch(depth));
      case 4 -> Sql.form("CHAR_LENGTH({0})", "std_length({0})", text(depth - 1));
      case 5 ->
          Sql.form(
              "POSITION({0} IN {1})",
              "std_position({0}, {1})", Context.literal("a"), text(depth - 1));
      case 6 ->
          Sql.form(
              "EXTRACT(YEAR FROM {0})",
              "CAST(strftime('%Y', {0} / 1000.0, 'unixepoch') AS INTEGER)", epoch(depth));
      case 7 ->
          context.facts().smallNumbers()
              ? Sql.form("CAST({0} AS INTEGER)", number(depth - 1))
              : Sql.form("({0} + 1)", whole(depth - 1));
      case 8 ->
          Sql.form(
              "(EXTRACT(HOUR FROM {0}) * 60 + EXTRACT(MINUTE FROM {0}))",
              "(({0} / 3600000 % 24 + 24) % 24 * 60 + {0} / 60000 % 60)", epoch(depth));
      case 9 -> Sql.form("(EXTRACT(MINUTE FROM {0}) / 7)", "({0} / 60000 % 60 / 7)", epoch(depth));
      default -> Sql.form("MOD({0}, 7)", "({0} % 7)", whole(depth - 1));
    };
  }

  /** A time of an event: not before 1970, nor after 9999. */
  private Sql epoch(int depth) {
    return depth > 0 ? column(Kind.TIME) : context.constant(Kind.TIME);
  }

  private Sql text(int depth) {
    if (depth == 0) {
      return column(Kind.TEXT);
    }
    Sql inner = text(depth - 1);
    return switch (choices.below(13)) {
      case 0, 1, 2 -> inner;
      case 3 -> Sql.form("UPPER({0})", "std_upper({0})", inner);
      case 4 -> Sql.form("LOWER({0})", "std_lower({0})", inner);
      case 5 -> Sql.form("({0} || {1})", inner, context.constant(Kind.TEXT));
      case 6 -> Sql.form("({0} || {1})", inner, column(Kind.TEXT));
      case 7 -> Sql.form("SUBSTRING({0} FROM 1 FOR 2)", "std_substring({0}, 1, 2)", inner);
      case 8 -> Sql.form("COALESCE({0}, {1})", inner, context.constant(Kind.TEXT));
      case 9 -> cases(Kind.TEXT, depth);
      case 10 -> Sql.form("LEFT({0}, 2)", "std_substring({0}, 1, 2)", inner);
      case 11 -> Sql.form("TRIM({0})", "trim({0}, ' ')", inner);
      default ->
          choices.oneIn(2)
              ? Sql.form("CAST({0} AS VARCHAR)", "CAST({0} AS TEXT)", whole(depth - 1))
              : Sql.form("NULLIF({0}, {1})", inner, context.constant(Kind.TEXT));
    };
  }

  /** Calcite cannot tell the type of a parameter within CASE within a comparison. */
  private Sql cases(Kind kind, int depth) {
    Sql condition = context.withoutParameters(() -> new Conditions(context, scope).simple());
    Sql otherwise = of(kind, depth - 1);
    Sql then = choices.oneIn(2) ? context.constant(kind) : of(kind, depth - 1);
    return Sql.form("CASE WHEN {0} THEN {1} ELSE {2} END", condition, then, otherwise);
  }
}
