package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;

/** Generates window functions. */
final class Windowed {

  private static final String[] FRAMES = {
    "",
    " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW",
    " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW",
    " ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
    " RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
  };

  private final Context context;
  private final Choices choices;

  Windowed(Context context) {
    this.context = context;
    this.choices = context.choices();
  }

  /**
   * Columns, and functions of windows that are ordered by all of those columns: then rows that are
   * not told apart are equal.
   */
  Table windowed(int depth) {
    Tables tables = new Tables(context);
    Relation from = tables.any(depth - 1);
    List<Column> list = new ArrayList<>(Tables.some(choices, from.columns(), 4));
    List<Column> ordered = List.copyOf(list);
    Sql partition =
        choices.oneIn(3) ? Sql.NONE : Sql.form("PARTITION BY {0} ", choices.of(ordered).sql());
    for (int i = choices.below(2); i >= 0; i--) {
      list.add(function(ordered, partition));
    }
    return Selects.table("SELECT ", list, from, tables.where(from, 0));
  }

  private Column function(List<Column> columns, Sql partition) {
    Column column = choices.of(columns);
    Sql order = partition.then(orderBy(columns));
    Sql frame = Sql.same(choices.one(FRAMES));
    boolean sums = column.kind() == Kind.NUMBER && context.facts().smallNumbers();
    return switch (choices.below(7)) {
      case 0 -> new Column(Sql.form("ROW_NUMBER() OVER ({0})", order), Kind.WHOLE);
      case 1 -> new Column(Sql.form("RANK() OVER ({0})", order), Kind.WHOLE);
      case 2 -> new Column(Sql.form("DENSE_RANK() OVER ({0})", order), Kind.WHOLE);
      case 3 ->
          new Column(
              Sql.form(choices.one("LAG", "LEAD") + "({0}) OVER ({1})", column.sql(), order),
              column.kind());
      case 4 ->
          new Column(Sql.form("count({0}) OVER ({1}{2})", column.sql(), order, frame), Kind.WHOLE);
      case 5 ->
          sums
              ? new Column(
                  Sql.form("sum({0}) OVER ({1}{2})", column.sql(), order, frame), Kind.NUMBER)
              : new Column(Sql.form("count(*) OVER ({0})", partition), Kind.WHOLE);
      default ->
          new Column(
              Sql.form(
                  choices.one("FIRST_VALUE", "LAST_VALUE") + "({0}) OVER ({1}{2})",
                  column.sql(),
                  order,
                  frame),
              column.kind());
    };
  }

  private Sql orderBy(List<Column> columns) {
    List<Sql> keys = new ArrayList<>();
    for (Column column : columns) {
      keys.add(key(column.sql(), column.kind()).then(Sql.same(choices.one("", " DESC"))));
    }
    return Sql.form("ORDER BY {0}", Sql.join(", ", keys));
  }

  /** A key of an order. */
  static Sql key(Sql sql, Kind kind) {
    return kind == Kind.TEXT ? Sql.form("{0}", "{0} COLLATE utf16", sql) : sql;
  }
}
