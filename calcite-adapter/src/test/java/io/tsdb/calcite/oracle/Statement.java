package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole statement, to be run several times with other parameters.
 *
 * @param sql in both languages
 * @param parameters the values of all parameters, for each run
 * @param sortedBy indexes of the columns by which the rows are sorted, the first key first
 * @param total whether no two different rows are equal in these
 */
record Statement(Sql sql, List<List<Object>> parameters, List<Integer> sortedBy, boolean total) {

  static Statement next(Choices choices, Facts facts) {
    Context context = new Context(choices, facts, 2);
    Table table = new Selects(context).table(choices.below(3));
    if (choices.oneIn(6)) {
      table = new Table(Sql.form("WITH w AS ({0}) SELECT * FROM w", table.sql()), table.kinds());
    }
    List<List<Object>> parameters = context.parameters();
    int width = table.kinds().size();
    return switch (choices.below(3)) {
      case 0 -> new Statement(table.sql(), parameters, List.of(), false);
      case 1 -> {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < width; i++) {
          all.add(choices.below(all.size() + 1), i);
        }
        Sql limit =
            switch (choices.below(4)) {
              case 0 -> Sql.NONE;
              case 1, 2 -> Sql.same(" LIMIT " + choices.one(0, 1, 10, 200));
              default ->
                  Sql.same(" LIMIT " + choices.one(1, 7, 100) + " OFFSET " + choices.one(0, 3, 50));
            };
        yield new Statement(sorted(choices, table, all).then(limit), parameters, all, true);
      }
      default -> {
        List<Integer> some = List.of(choices.below(width));
        yield new Statement(sorted(choices, table, some), parameters, some, false);
      }
    };
  }

  private static Sql sorted(Choices choices, Table table, List<Integer> by) {
    List<Sql> keys = new ArrayList<>();
    for (int i : by) {
      Sql key = Windowed.key(Sql.same(Table.name(i)), table.kinds().get(i));
      keys.add(
          key.then(
              Sql.same(
                  choices.one("", " DESC", " NULLS LAST", " DESC NULLS FIRST", " NULLS FIRST"))));
    }
    Sql select =
        Sql.form("SELECT * FROM ({0}) AS s ORDER BY {1}", table.sql(), Sql.join(", ", keys));
    return select;
  }
}
