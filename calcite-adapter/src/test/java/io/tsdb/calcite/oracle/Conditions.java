package io.tsdb.calcite.oracle;

import io.tsdb.calcite.testing.Queries;
import java.util.ArrayList;
import java.util.List;

/** Generates conditions over the columns of a scope. */
final class Conditions {

  private static final String[] COMPARISONS = {"=", "<", "<=", ">", ">=", "<>"};

  private final Context context;
  private final List<Column> scope;
  private final Choices choices;
  private final Expressions expressions;

  Conditions(Context context, List<Column> scope) {
    this.context = context;
    this.scope = scope;
    this.choices = context.choices();
    this.expressions = new Expressions(context, scope);
  }

  Sql any(int depth) {
    if (depth == 0) {
      return simple();
    }
    return switch (choices.below(8)) {
      case 0, 1, 2 -> simple();
      case 3, 4 -> Sql.form("({0} AND {1})", any(depth - 1), any(depth - 1));
      case 5 -> Sql.form("({0} OR {1})", any(depth - 1), any(depth - 1));
      case 6 -> Sql.form("NOT ({0})", any(depth - 1));
      default ->
          choices.oneIn(2)
              ? Sql.form("({0}) " + truth(), any(depth - 1))
              : Sql.form("COALESCE({0}, FALSE)", any(depth - 1));
    };
  }

  private String truth() {
    return choices.one("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE");
  }

  /** Without AND, OR, NOT. */
  Sql simple() {
    return switch (choices.below(10)) {
      case 0, 1, 2 -> time();
      case 3, 4 -> number();
      case 5, 6, 7 -> text();
      case 8 -> Sql.form("{0} " + choices.one("IS NULL", "IS NOT NULL"), choices.of(scope).sql());
      default -> pair();
    };
  }

  private Sql time() {
    Sql time = expressions.of(Kind.TIME, choices.one(0, 0, 0, 1));
    String comparison = choices.one(COMPARISONS);
    return switch (choices.below(4)) {
      case 0 -> Sql.form("{0} " + comparison + " {1}", time, instant());
      case 1 ->
          Sql.form(
              "{0} " + choices.one("", "NOT ") + "BETWEEN {1} AND {2}", time, instant(), instant());
      case 2 -> Sql.form("{1} " + comparison + " {0}", time, instant());
      default -> Sql.form("{0}" + in() + "({1})", time, several(Kind.TIME));
    };
  }

  private String in() {
    return choices.one(" IN ", " NOT IN ");
  }

  private Sql several(Kind kind) {
    List<Sql> values = new ArrayList<>();
    for (int i = choices.oneIn(12) ? choices.one(30, 220) : choices.below(4); i >= 0; i--) {
      values.add(choices.oneIn(8) ? context.parameter(kind) : context.constant(kind));
    }
    return Sql.join(", ", values);
  }

  /** A time in one of the forms that a user writes. */
  private Sql instant() {
    long millis = context.time();
    String plain = Context.plain(millis);
    return switch (choices.below(8)) {
      case 0, 1 -> Context.timestamp(millis);
      case 2 -> new Sql("'" + plain + "'", Long.toString(millis));
      case 3, 4 -> context.parameter(Kind.TIME);
      case 5 -> new Sql("CAST('" + plain + "' AS TIMESTAMP(3))", Long.toString(millis));
      case 6 ->
          new Sql(
              "TIMESTAMP '" + plain + "' - INTERVAL '2' HOUR", Long.toString(millis - 7_200_000));
      default -> {
        int days = choices.below(400);
        yield new Sql(
            "CURRENT_TIMESTAMP - INTERVAL '" + days + "' DAY(3)",
            Long.toString(Queries.NOW - days * 86_400_000L));
      }
    };
  }

  private Sql number() {
    Sql number = expressions.of(Kind.NUMBER, choices.one(0, 0, 1, 2));
    return switch (choices.below(6)) {
      case 0, 1 ->
          Sql.form(
              "{0} " + choices.one(COMPARISONS) + " {1}",
              number,
              choices.oneIn(3)
                  ? context.parameter(Kind.NUMBER)
                  : Sql.same(choices.one("0", "10", "12.5", "1e2", "-3.25")));
      case 2 ->
          Sql.form(
              "{0} " + choices.one("", "NOT ") + "BETWEEN {1} AND {2}",
              number,
              Sql.same(choices.one("0", "-7", "2.25")),
              context.constant(Kind.NUMBER));
      case 3 -> Sql.form("{0}" + in() + "({1})", number, several(Kind.NUMBER));
      case 4 ->
          Sql.form(
              "{0} " + choices.one(COMPARISONS) + " {1}",
              expressions.of(Kind.WHOLE, 1),
              context.constant(Kind.WHOLE));
      default ->
          Sql.form(
              "{0} IS " + choices.one("", "NOT ") + "DISTINCT FROM {1}",
              number,
              context.constant(Kind.NUMBER));
    };
  }

  private Sql text() {
    Sql text = expressions.of(Kind.TEXT, choices.one(0, 0, 0, 1, 2));
    return switch (choices.below(6)) {
      case 0, 1 -> compared(text, Context.literal(context.text()));
      case 2 -> compared(text, context.parameter(Kind.TEXT));
      case 3 -> Sql.form("{0}" + in() + "({1})", text, several(Kind.TEXT));
      case 4 -> like(text);
      default ->
          Sql.form(
              "{0} BETWEEN {1} AND {2}",
              "{0} COLLATE utf16 BETWEEN {1} AND {2}",
              text,
              Context.literal(context.text()),
              Context.literal(context.text()));
    };
  }

  private Sql compared(Sql left, Sql right) {
    String comparison = choices.one(COMPARISONS);
    return Sql.form(
        "{0} " + comparison + " {1}", "{0} COLLATE utf16 " + comparison + " {1}", left, right);
  }

  private Sql like(Sql text) {
    String word = context.text();
    if (choices.oneIn(4)) {
      String escaped = word.replace("!", "!!").replace("%", "!%").replace("_", "!_");
      return Sql.form(
          "{0} " + choices.one("", "NOT ") + "LIKE {1} ESCAPE '!'",
          text,
          Context.literal('%' + escaped + '%'));
    }
    String pattern = choices.one("%", "", "_", "_%") + word + choices.one("%", "", "_", "%_");
    return Sql.form(
        "{0} " + choices.one("", "NOT ") + "LIKE {1}",
        text,
        choices.oneIn(4) ? context.parameterOf(pattern) : Context.literal(pattern));
  }

  /** Two of the same kind. */
  private Sql pair() {
    Kind kind = choices.of(List.of(Kind.TEXT, Kind.NUMBER, Kind.TIME));
    Sql left = expressions.of(kind, 1);
    Sql right = expressions.of(kind, 1);
    return kind == Kind.TEXT
        ? compared(left, right)
        : Sql.form("{0} " + choices.one(COMPARISONS) + " {1}", left, right);
  }
}
