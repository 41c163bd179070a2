package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;

/** Generates GROUP BY, HAVING and grouping sets. */
final class Grouped {

  private final Context context;
  private final Choices choices;
  private final Tables tables;

  Grouped(Context context) {
    this.context = context;
    this.choices = context.choices();
    this.tables = new Tables(context);
  }

  Table grouped(int depth) {
    Relation from = tables.any(depth);
    List<Column> keys = choices.oneIn(4) ? List.of() : keys(from);
    List<Column> list = new ArrayList<>(keys);
    for (int i = choices.below(3); i >= 0; i--) {
      list.add(aggregate(from));
    }
    Sql where = tables.where(from, depth);
    Sql groupBy =
        keys.isEmpty()
            ? Sql.NONE
            : Sql.form(" GROUP BY {0}", Sql.join(", ", keys.stream().map(Column::sql).toList()));
    Sql having = choices.oneIn(4) ? having(from) : Sql.NONE;
    return Selects.table("SELECT ", list, from, where.then(groupBy).then(having));
  }

  /** A set with each key, or none, of which SQLite's is a union. */
  Table groupingSets(int depth) {
    Relation from = tables.any(depth - 1);
    Column first = keys(from).get(0);
    Column second =
        from.columns().stream().filter(each -> !each.equals(first)).findFirst().orElse(first);
    List<Column> keys = List.of(first, second);
    if (first.equals(second)) {
      return grouped(depth);
    }
    Column aggregate = aggregate(from);
    Sql where = tables.where(from, 0);
    String form = choices.one("GROUPING SETS", "ROLLUP", "CUBE");
    List<List<Integer>> sets =
        switch (form) {
          case "ROLLUP" -> List.of(List.of(0, 1), List.of(0), List.of());
          case "CUBE" -> List.of(List.of(0, 1), List.of(0), List.of(1), List.of());
          default ->
              choices.one(List.of(List.of(0), List.of(1)), List.of(List.of(0, 1), List.of()));
        };
    Sql one = keys.get(0).sql();
    Sql two = keys.get(1).sql();
    String inner =
        form.equals("GROUPING SETS")
            ? sets.get(0).size() == 1 ? "(({0}), ({1}))" : "(({0}, {1}), ())"
            : "({0}, {1})";
    Sql ours =
        Sql.form(
            "SELECT {0} AS c1, {1} AS c2, {2} AS c3, GROUPING({0}) AS c4 FROM {3}{4} GROUP BY "
                + form
                + inner,
            one,
            two,
            aggregate.sql(),
            from.sql(),
            where);
    List<String> oracle = new ArrayList<>();
    for (List<Integer> set : sets) {
      String by =
          set.isEmpty()
              ? ""
              : " GROUP BY "
                  + String.join(", ", set.stream().map(i -> keys.get(i).sql().oracle()).toList());
      oracle.add(
          "SELECT "
              + (set.contains(0) ? one.oracle() : "NULL")
              + " AS c1, "
              + (set.contains(1) ? two.oracle() : "NULL")
              + " AS c2, "
              + aggregate.sql().oracle()
              + " AS c3, "
              + (set.contains(0) ? 0 : 1)
              + " AS c4 FROM "
              + from.sql().oracle()
              + where.oracle()
              + by);
    }
    return new Table(
        new Sql(ours.ours(), String.join(" UNION ALL ", oracle)),
        List.of(keys.get(0).kind(), keys.get(1).kind(), aggregate.kind(), Kind.WHOLE));
  }

  /** Columns, buckets of time, expressions. */
  private List<Column> keys(Relation from) {
    List<Column> keys = new ArrayList<>();
    Expressions expressions = new Expressions(context, from.columns());
    for (int i = choices.below(2); i >= 0; i--) {
      keys.add(
          switch (choices.below(4)) {
            case 0, 1 -> choices.of(from.columns());
            case 2 -> new Column(expressions.bucket(expressions.column(Kind.TIME)), Kind.TIME);
            default -> expressions.computed(1);
          });
    }
    return keys;
  }

  private Column aggregate(Relation from) {
    Expressions expressions = new Expressions(context, from.columns());
    Column column = choices.oneIn(3) ? expressions.any(1) : choices.of(from.columns());
    Sql number = expressions.of(Kind.NUMBER, choices.below(2));
    boolean sums = context.facts().smallNumbers();
    Column aggregate =
        switch (choices.below(8)) {
          case 0, 1 -> new Column(Sql.same("count(*)"), Kind.WHOLE);
          case 2 -> new Column(Sql.form("count({0})", column.sql()), Kind.WHOLE);
          case 3 -> new Column(Sql.form("count(DISTINCT {0})", column.sql()), Kind.WHOLE);
          case 4, 5 -> new Column(extreme(column), column.kind());
          case 6 -> new Column(Sql.form(sums ? "sum({0})" : "min({0})", number), Kind.NUMBER);
          default -> new Column(Sql.form(sums ? "avg({0})" : "max({0})", number), Kind.NUMBER);
        };
    return choices.oneIn(5)
        ? new Column(
            Sql.form(
                "{0} FILTER (WHERE {1})",
                aggregate.sql(), new Conditions(context, from.columns()).simple()),
            aggregate.kind())
        : aggregate;
  }

  private Sql extreme(Column column) {
    String function = choices.one("min", "max");
    return column.kind() == Kind.TEXT
        ? Sql.form(function + "({0})", function + "({0} COLLATE utf16)", column.sql())
        : Sql.form(function + "({0})", column.sql());
  }

  private Sql having(Relation from) {
    return Sql.form(
        choices.one(" HAVING count(*) > 2", " HAVING max({0}) > min({0})"),
        from.columns().stream()
            .filter(each -> each.kind() != Kind.TEXT)
            .findFirst()
            .map(Column::sql)
            .orElse(Sql.same("1")));
  }
}
