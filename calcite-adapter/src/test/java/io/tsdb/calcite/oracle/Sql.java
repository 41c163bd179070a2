package io.tsdb.calcite.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A piece of SQL in our language and in SQLite's, that mean the same. A parameter is {@code ?n} in
 * SQLite's, and a mark in ours until the whole statement is known, since ours are told apart by
 * their order.
 */
record Sql(String ours, String oracle) {

  private static final char MARK = '\u0001';

  static final Sql NONE = same("");

  /** The same in both. */
  static Sql same(String sql) {
    return new Sql(sql, sql);
  }

  /** A form with {@code {0}}, {@code {1}} ... in place of its parts. */
  static Sql form(String form, Sql... parts) {
    return form(form, form, parts);
  }

  static Sql form(String ours, String oracle, Sql... parts) {
    return new Sql(fill(ours, Sql::ours, parts), fill(oracle, Sql::oracle, parts));
  }

  /**
   * A parameter.
   *
   * @param number from 0
   */
  static Sql parameter(int number) {
    return new Sql("" + MARK + number + MARK, "?" + (number + 1));
  }

  static Sql join(String separator, List<Sql> parts) {
    return new Sql(
        String.join(separator, parts.stream().map(Sql::ours).toList()),
        String.join(separator, parts.stream().map(Sql::oracle).toList()));
  }

  Sql then(Sql next) {
    return new Sql(ours + next.ours, oracle + next.oracle);
  }

  /** Ours with {@code ?} for the parameters. */
  String statement() {
    return ours.replaceAll(MARK + "\\d+" + MARK, "?");
  }

  /** The numbers of the parameters in the order of their marks. */
  List<Integer> parameters() {
    List<Integer> order = new ArrayList<>();
    for (int i = ours.indexOf(MARK); i >= 0; i = ours.indexOf(MARK, i + 1)) {
      int end = ours.indexOf(MARK, i + 1);
      order.add(Integer.valueOf(ours.substring(i + 1, end)));
      i = end;
    }
    return order;
  }

  private static String fill(String form, Function<Sql, String> language, Sql... parts) {
    StringBuilder filled = new StringBuilder();
    int from = 0;
    for (int i = form.indexOf('{'); i >= 0; i = form.indexOf('{', from)) {
      filled.append(form, from, i);
      filled.append(language.apply(parts[form.charAt(i + 1) - '0']));
      from = i + 3;
    }
    return filled.append(form, from, form.length()).toString();
  }
}
