package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Generates what a statement selects from: events, sub-queries, joins; and with conditions. */
final class Tables {

  private final Context context;
  private final Choices choices;

  Tables(Context context) {
    this.context = context;
    this.choices = context.choices();
  }

  /** Events, under a name of their own. */
  Relation events() {
    String alias = context.alias();
    List<Column> columns = new ArrayList<>();
    columns.add(column(alias, "ts", Kind.TIME));
    columns.add(column(alias, "value", Kind.NUMBER));
    columns.add(column(alias, "text", Kind.TEXT));
    columns.add(column(alias, "id", Kind.TEXT));
    for (String label : context.facts().labels()) {
      columns.add(column(alias, '"' + label.replace("\"", "\"\"") + '"', Kind.TEXT));
    }
    columns.add(column(alias, "labels->>'host'", Kind.TEXT));
    columns.add(column(alias, "payload->>'region'", Kind.TEXT));
    columns.add(column(alias, "payload->>'text'", Kind.TEXT));
    columns.add(column(alias, "labels", Kind.TEXT));
    columns.add(
        new Column(
            Sql.form("{0}", "CAST({0} AS TEXT)", Sql.same(alias + ".payload->>'value'")),
            Kind.TEXT));
    return new Relation(Sql.same("events AS " + alias), columns);
  }

  private static Column column(String alias, String name, Kind kind) {
    String sql = alias + "." + name;
    return new Column(Sql.same(name.contains("->>") ? "(" + sql + ")" : sql), kind);
  }

  /** Any relation. */
  Relation any(int depth) {
    if (depth == 0) {
      return events();
    }
    return switch (choices.below(8)) {
      case 0, 1, 2, 3 -> events();
      case 4, 5 -> join(depth);
      default -> context.mayNest() ? subQuery(depth) : events();
    };
  }

  private Relation subQuery(int depth) {
    Table table = new Selects(context).table(depth - 1);
    String alias = context.alias();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < table.kinds().size(); i++) {
      columns.add(column(alias, Table.name(i), table.kinds().get(i)));
    }
    return new Relation(Sql.form("({0}) AS " + alias, table.sql()), columns);
  }

  /** On a label, a bucket of time, or a text; a few rows of each side, or few pairs in all. */
  private Relation join(int depth) {
    Relation left = choices.oneIn(3) ? any(depth - 1) : narrowed();
    Relation right = choices.oneIn(4) && context.mayNest() ? subQuery(depth) : narrowed();
    List<Column> both = left.with(right);
    List<Sql> equal = new ArrayList<>();
    Expressions ofLeft = new Expressions(context, left.columns());
    Expressions ofRight = new Expressions(context, right.columns());
    for (int i = choices.below(2); i >= 0; i--) {
      equal.add(
          switch (choices.below(3)) {
            case 0 -> Sql.form("{0} = {1}", ofLeft.column(Kind.TEXT), ofRight.column(Kind.TEXT));
            case 1 -> Sql.form("{0} = {1}", ofLeft.column(Kind.TIME), ofRight.column(Kind.TIME));
            default ->
                Sql.form("{0} = {1}", ofLeft.column(Kind.NUMBER), ofRight.column(Kind.NUMBER));
          });
    }
    if (choices.oneIn(3)) {
      equal.add(new Conditions(context, both).simple());
    }
    String kind = choices.one("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN");
    return new Relation(
        Sql.form("{0} " + kind + " {1} ON {2}", left.sql(), right.sql(), Sql.join(" AND ", equal)),
        both);
  }

  /** Some events, by a condition inside. */
  private Relation narrowed() {
    if (choices.oneIn(4)) {
      return events();
    }
    Relation events = events();
    String alias = context.alias();
    List<Column> chosen = new ArrayList<>(events.columns());
    while (chosen.size() > 5) {
      chosen.remove(chosen.size() - 1 - choices.below(chosen.size() - 1));
    }
    chosen.add(
        new Column(
            new Expressions(context, events.columns()).bucket(events.columns().get(0).sql()),
            Kind.TIME));
    List<Sql> list = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      list.add(Sql.form("{0} AS " + Table.name(i), chosen.get(i).sql()));
      columns.add(column(alias, Table.name(i), chosen.get(i).kind()));
    }
    return new Relation(
        Sql.form(
            "(SELECT {0} FROM {1} WHERE {2}) AS " + alias,
            Sql.join(", ", list),
            events.sql(),
            new Conditions(context, events.columns()).any(1)),
        columns);
  }

  /** A WHERE, perhaps none, perhaps with sub-queries. */
  Sql where(Relation relation, int depth) {
    if (choices.oneIn(5)) {
      return Sql.NONE;
    }
    Sql condition = new Conditions(context, relation.columns()).any(choices.below(3));
    if (depth > 0 && choices.oneIn(4) && context.mayNest()) {
      condition = Sql.form("{0} " + choices.one("AND", "OR") + " {1}", condition, nested(relation));
    }
    return Sql.form(" WHERE {0}", condition);
  }

  /** A condition that asks another table. */
  private Sql nested(Relation outer) {
    Relation events = events();
    Expressions here = new Expressions(context, outer.columns());
    Expressions there = new Expressions(context, events.columns());
    Conditions conditions = new Conditions(context, events.columns());
    return switch (choices.below(4)) {
      case 0 -> {
        Kind kind = choices.of(List.of(Kind.TEXT, Kind.NUMBER, Kind.TIME));
        yield Sql.form(
            "{0}" + choices.one(" IN ", " NOT IN ") + "(SELECT {1} FROM {2} WHERE {3})",
            here.column(kind),
            there.column(kind),
            events.sql(),
            conditions.any(1));
      }
      case 1 -> {
        Kind kind = choices.of(List.of(Kind.TEXT, Kind.TIME));
        yield Sql.form(
            choices.one("EXISTS ", "NOT EXISTS ") + "(SELECT 1 FROM {0} WHERE {1} = {2} AND {3})",
            events.sql(),
            there.column(kind),
            here.column(kind),
            conditions.simple());
      }
      case 2 ->
          Sql.form(
              "{0} >= (SELECT " + choices.one("min", "max") + "({1}) FROM {2} WHERE {3})",
              here.column(Kind.TIME),
              events.columns().get(0).sql(),
              events.sql(),
              conditions.any(1));
      default ->
          Sql.form(
              "{0} " + choices.one("<", ">=") + " (SELECT max({1}) FROM {2} WHERE {3} = {4})",
              here.column(Kind.NUMBER),
              events.columns().get(1).sql(),
              events.sql(),
              there.column(Kind.TEXT),
              here.column(Kind.TEXT));
    };
  }

  /** Some of a list, at least one, in its order. */
  static <T> List<T> some(Choices choices, List<T> all, int most) {
    List<T> rest = new ArrayList<>(all);
    List<T> some = new ArrayList<>();
    for (int i = choices.below(most); i >= 0 && !rest.isEmpty(); i--) {
      some.add(rest.remove(choices.below(rest.size())));
    }
    return Collections.unmodifiableList(some);
  }
}
