package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Part of a statement for a segment.
 *
 * @param sql in SQLite's SQL, in parentheses where that matters
 * @param values for each {@code ?} in it
 * @param readsSample whether it needs table {@code sample}
 * @param readsSeries whether it needs table {@code series}
 * @param textQueries queries of full-text search among the values
 * @param doubts conditions under which Java may compute something else; each comes once
 */
record SqlFragment(
    String sql,
    List<RunValue> values,
    boolean readsSample,
    boolean readsSeries,
    List<RunValue> textQueries,
    List<SqlFragment> doubts) {

  /** One that is the same in Java. */
  SqlFragment(
      String sql,
      List<RunValue> values,
      boolean readsSample,
      boolean readsSeries,
      List<RunValue> textQueries) {
    this(sql, values, readsSample, readsSeries, textQueries, List.of());
  }

  /** Text alone. */
  static SqlFragment of(String sql) {
    return new SqlFragment(sql, List.of(), false, false, List.of());
  }

  /** One value. */
  static SqlFragment value(RunValue value) {
    return new SqlFragment("?", List.of(value), false, false, List.of());
  }

  static SqlFragment column(EventColumn column) {
    return new SqlFragment(
        "(" + column.sql() + ")", List.of(), column.readsSample(), column.readsSeries(), List.of());
  }

  /** Fragments side by side, each after the text at the same place; the last text ends it. */
  static SqlFragment join(List<String> texts, List<SqlFragment> parts) {
    StringBuilder sql = new StringBuilder();
    List<RunValue> values = new ArrayList<>();
    List<RunValue> textQueries = new ArrayList<>();
    Set<SqlFragment> doubts = new LinkedHashSet<>();
    boolean sample = false;
    boolean series = false;
    for (int i = 0; i < parts.size(); i++) {
      SqlFragment part = parts.get(i);
      sql.append(texts.get(i)).append(part.sql);
      values.addAll(part.values);
      textQueries.addAll(part.textQueries);
      doubts.addAll(part.doubts);
      sample |= part.readsSample;
      series |= part.readsSeries;
    }
    sql.append(texts.get(parts.size()));
    return new SqlFragment(
        sql.toString(),
        List.copyOf(values),
        sample,
        series,
        List.copyOf(textQueries),
        List.copyOf(doubts));
  }

  /** {@code open a separator b separator c close}. */
  static SqlFragment list(String open, String separator, List<SqlFragment> parts, String close) {
    List<String> texts = new ArrayList<>();
    texts.add(open);
    for (int i = 1; i < parts.size(); i++) {
      texts.add(separator);
    }
    texts.add(close);
    return join(texts, parts);
  }

  /** {@code before this after}. */
  SqlFragment in(String before, String after) {
    return join(List.of(before, after), List.of(this));
  }

  /** {@code (this operator right)}. */
  SqlFragment infix(String operator, SqlFragment right) {
    return join(List.of("(", " " + operator + " ", ")"), List.of(this, right));
  }

  /** A condition on {@code series} alone, decided once for each of them. */
  SqlFragment withinSeries() {
    return new SqlFragment(
        "s.series IN (SELECT r.id FROM series AS r WHERE " + sql + ")",
        values,
        true,
        false,
        textQueries);
  }

  /** Whether it is about labels alone. */
  boolean isOfSeries() {
    return readsSeries && !readsSample && textQueries.isEmpty();
  }

  SqlFragment withTextQuery(RunValue query) {
    return new SqlFragment(sql, values, readsSample, readsSeries, List.of(query), doubts);
  }

  /** The same with a doubt more. */
  SqlFragment withDoubt(SqlFragment doubt) {
    Set<SqlFragment> all = new LinkedHashSet<>(doubts);
    all.add(doubt.withoutDoubts());
    return new SqlFragment(sql, values, readsSample, readsSeries, textQueries, List.copyOf(all));
  }

  private SqlFragment withoutDoubts() {
    return new SqlFragment(sql, values, readsSample, readsSeries, textQueries);
  }

  /** A condition that holds wherever this one does in Java. */
  SqlFragment orInDoubt() {
    List<SqlFragment> parts = new ArrayList<>();
    parts.add(withoutDoubts());
    parts.addAll(doubts);
    return list("(", " OR ", parts, ")");
  }

  /** All of them, if none is missing. */
  static <T> Optional<List<T>> all(List<Optional<T>> parts) {
    List<T> present = new ArrayList<>();
    for (Optional<T> part : parts) {
      if (part.isEmpty()) {
        return Optional.empty();
      }
      present.add(part.get());
    }
    return Optional.of(present);
  }
}
