package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;

/** Generates SELECTs and what is made of several. */
final class Selects {

  private final Context context;
  private final Choices choices;
  private final Tables tables;

  Selects(Context context) {
    this.context = context;
    this.choices = context.choices();
    this.tables = new Tables(context);
  }

  Table table(int depth) {
    return switch (choices.below(depth == 0 ? 6 : 10)) {
      case 0, 1, 2 -> plain(depth);
      case 3 -> distinct(depth);
      case 4, 5 -> new Grouped(context).grouped(depth);
      case 6 -> new Grouped(context).groupingSets(depth);
      case 7 -> new Windowed(context).windowed(depth);
      case 8 -> setOperation(depth);
      default -> scalar(depth);
    };
  }

  private Table plain(int depth) {
    return select("SELECT ", tables.any(depth), depth);
  }

  private Table distinct(int depth) {
    return select("SELECT DISTINCT ", tables.any(depth), depth);
  }

  private Table select(String verb, Relation from, int depth) {
    Expressions expressions = new Expressions(context, from.columns());
    List<Column> list = new ArrayList<>();
    for (int i = choices.below(4); i >= 0; i--) {
      list.add(expressions.any(2));
    }
    return table(verb, list, from, tables.where(from, depth));
  }

  /** Named columns of a list. */
  static Table table(String verb, List<Column> list, Relation from, Sql rest) {
    List<Sql> named = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      named.add(Sql.form("{0} AS " + Table.name(i), list.get(i).sql()));
    }
    return new Table(
        Sql.form(verb + "{0} FROM {1}{2}", Sql.join(", ", named), from.sql(), rest),
        list.stream().map(Column::kind).toList());
  }

  /** With a scalar sub-query in the list, correlated or not. */
  private Table scalar(int depth) {
    Relation from = tables.events();
    Relation other = tables.events();
    Sql where = tables.where(from, 0);
    Sql correlation =
        choices.oneIn(2)
            ? Sql.NONE
            : Sql.form(
                "{0} = {1} AND ",
                new Expressions(context, other.columns()).column(Kind.TEXT),
                new Expressions(context, from.columns()).column(Kind.TEXT));
    Column aggregate =
        choices.of(
            List.of(
                new Column(Sql.same("count(*)"), Kind.WHOLE),
                new Column(Sql.form("max({0})", other.columns().get(1).sql()), Kind.NUMBER),
                new Column(Sql.form("min({0})", other.columns().get(0).sql()), Kind.TIME)));
    Sql scalar =
        Sql.form(
            "(SELECT {0} FROM {1} WHERE {2}{3})",
            aggregate.sql(),
            other.sql(),
            correlation,
            new Conditions(context, other.columns()).any(1));
    List<Column> list = new ArrayList<>();
    list.add(choices.of(from.columns()));
    list.add(new Column(scalar, aggregate.kind()));
    return table("SELECT ", list, from, where);
  }

  private Table setOperation(int depth) {
    Table left = table(depth - 1);
    Relation from = tables.any(depth - 1);
    Expressions expressions = new Expressions(context, from.columns());
    List<Column> list = new ArrayList<>();
    for (Kind kind : left.kinds()) {
      list.add(
          new Column(choices.oneIn(4) ? expressions.of(kind, 1) : expressions.column(kind), kind));
    }
    Table right = table("SELECT ", list, from, tables.where(from, depth - 1));
    String operation = choices.one("UNION ALL", "UNION", "INTERSECT", "EXCEPT");
    boolean all = !operation.startsWith("UNION") && choices.oneIn(2);
    Sql ours =
        Sql.form(
            "SELECT * FROM ({0}) AS "
                + context.alias()
                + " "
                + operation
                + (all ? " ALL" : "")
                + " SELECT * FROM ({1}) AS "
                + context.alias(),
            left.sql(),
            right.sql());
    String names = names(left.kinds().size());
    String oracle =
        all
            ? "SELECT "
                + names
                + " FROM ("
                + numbered(left, names)
                + " "
                + operation
                + " "
                + numbered(right, names)
                + ")"
            : "SELECT * FROM ("
                + left.sql().oracle()
                + ") "
                + operation
                + " SELECT * FROM ("
                + right.sql().oracle()
                + ")";
    return new Table(new Sql(ours.ours(), oracle), left.kinds());
  }

  /** Equal rows told apart by a number, since SQLite has no ALL but for UNION. */
  private static String numbered(Table table, String names) {
    return "SELECT "
        + names
        + ", row_number() OVER (PARTITION BY "
        + names
        + ") AS copy FROM ("
        + table.sql().oracle()
        + ")";
  }

  private static String names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(Table.name(i));
    }
    return String.join(", ", names);
  }
}
