package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.SegmentSelect;
import io.tsdb.calcite.execute.SeriesColumns;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexNode;

/**
 * Writes a SELECT for segments that yields expressions over the columns of {@code events}. Those
 * over labels alone are computed once for each series.
 */
final class SelectBuilder {

  private static final SqlFragment SERIES_ID =
      new SqlFragment("s.series", List.of(), true, false, List.of());

  private final SqliteExpressions expressions;
  private final Set<RexNode> ofSeries = new LinkedHashSet<>();
  private final Set<RexNode> ofRows = new LinkedHashSet<>();
  private final List<SqlFragment> more = new ArrayList<>();
  private final List<RunType> moreTypes = new ArrayList<>();

  SelectBuilder(SqliteExpressions expressions) {
    this.expressions = expressions;
  }

  /** Makes the expression a column, once. */
  void add(RexNode expression) {
    (expressions.isOfSeries(expression) ? ofSeries : ofRows).add(expression);
  }

  /** Makes a fragment a column, after all expressions. */
  void add(SqlFragment fragment, RunType type) {
    more.add(fragment);
    moreTypes.add(type);
  }

  /** Where the column of an expression stands in a row, when all are added. */
  int column(RexNode expression) {
    int series = List.copyOf(ofSeries).indexOf(expression);
    return series >= 0 ? series : ofSeries.size() + List.copyOf(ofRows).indexOf(expression);
  }

  /** Where the column of the i-th fragment stands. */
  int column(int fragment) {
    return ofSeries.size() + ofRows.size() + fragment;
  }

  /**
   * The statement.
   *
   * @param from what it reads, for one that needs table {@code series} or one that does not
   * @param conditions that hold for all rows
   */
  SegmentSelect select(From from, List<SqlFragment> conditions) {
    return select(from, conditions, SqlFragment.of(""));
  }

  /**
   * The statement.
   *
   * @param end ORDER BY, or nothing
   */
  SegmentSelect select(From from, List<SqlFragment> conditions, SqlFragment end) {
    List<SqlFragment> outputs = new ArrayList<>();
    List<RunType> types = new ArrayList<>();
    if (!ofSeries.isEmpty()) {
      outputs.add(SERIES_ID);
      types.add(RunType.LONG);
    }
    ofRows.forEach(expression -> add(expression, outputs, types));
    outputs.addAll(more);
    types.addAll(moreTypes);
    if (outputs.isEmpty()) {
      outputs.add(SqlFragment.of("1"));
      types.add(RunType.LONG);
    }
    SqlFragment select = SqlFragment.list("SELECT ", ", ", outputs, "");
    SqlFragment where = SqlFragment.list(" WHERE ", " AND ", conditions, "");
    SqlFragment whole =
        SqlFragment.join(
            List.of("", from.sql(select.readsSeries() || where.readsSeries()), "", ""),
            List.of(select, where, end));
    List<RexNode> ofEachSeries = List.copyOf(ofSeries);
    return new SegmentSelect(
        whole.sql(),
        whole.values(),
        types,
        series(ofEachSeries, IntStream.range(0, ofEachSeries.size()).boxed().toList()));
  }

  /**
   * The statement that delivers rows.
   *
   * @param outputs all that were added; each row has them in this order, also where one comes twice
   * @param conditions that hold for all rows
   * @param order what they are ordered by, and how many there are at most
   */
  SegmentSelect rows(List<RexNode> outputs, List<SqlFragment> conditions, SqlFragment order) {
    List<SqlFragment> ofRow = new ArrayList<>();
    List<RunType> types = new ArrayList<>();
    if (!ofSeries.isEmpty()) {
      ofRow.add(SERIES_ID);
      types.add(RunType.LONG);
    }
    List<RexNode> ofEachSeries = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      RexNode output = outputs.get(i);
      if (ofSeries.contains(output)) {
        ofEachSeries.add(output);
        places.add(i);
      } else {
        add(output, ofRow, types);
      }
    }
    SqlFragment select = SqlFragment.list("SELECT ", ", ", ofRow, "");
    SqlFragment where = SqlFragment.list(" WHERE ", " AND ", conditions, "");
    boolean series = select.readsSeries() || where.readsSeries() || order.readsSeries();
    SqlFragment whole =
        SqlFragment.join(
            List.of("", SegmentSql.from(series), " ORDER BY ", ""), List.of(select, where, order));
    return new SegmentSelect(whole.sql(), whole.values(), types, series(ofEachSeries, places));
  }

  private Optional<SeriesColumns> series(List<RexNode> columns, List<Integer> places) {
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    List<SqlFragment> outputs = new ArrayList<>();
    List<RunType> types = new ArrayList<>();
    columns.forEach(expression -> add(expression, outputs, types));
    SqlFragment whole =
        SqlFragment.list("SELECT ", ", ", outputs, " FROM series AS r WHERE r.id = ?");
    return Optional.of(new SeriesColumns(whole.sql(), whole.values(), types, places));
  }

  private void add(RexNode expression, List<SqlFragment> outputs, List<RunType> types) {
    outputs.add(
        expressions.output(expression).orElseThrow(() -> SegmentSql.unexpected(expression)));
    types.add(
        SqliteExpressions.runType(expression).orElseThrow(() -> SegmentSql.unexpected(expression)));
  }

  /** What a statement reads. */
  @FunctionalInterface
  interface From {

    /** {@code FROM} and what follows. */
    String sql(boolean withSeries);
  }
}
