package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.TimeRange;
import io.tsdb.archive.vfs.SearchTables;
import io.tsdb.calcite.execute.RowSort;
import io.tsdb.calcite.execute.RowSort.Direction;
import io.tsdb.calcite.execute.RowSort.Nulls;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.SegmentSearch;
import io.tsdb.calcite.execute.SegmentStatement;
import io.tsdb.calcite.execute.SeriesFilter;
import io.tsdb.calcite.execute.SeriesPartition;
import io.tsdb.calcite.execute.TimeFilter;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/** Writes the statement that runs in each segment. */
final class SegmentSql {

  /** Of a statement that is given the series that it reads of each segment. */
  static final SqlFragment OF_SERIES =
      SqlFragment.value(new RunValue.SeriesIds())
          .in("s.series IN (SELECT value FROM json_each(", "))");

  private final EventsScan scan;
  private final SqliteExpressions expressions;

  SegmentSql(EventsScan scan) {
    this.scan = scan;
    this.expressions = scan.expressions();
  }

  /**
   * The statement. It reads {@code sample} in order of time, within a range of rows that is chosen
   * for each segment. A condition on labels alone is decided once per series. Table {@code series}
   * is looked up only if a column needs it.
   */
  SegmentStatement statement() {
    return statement(SegmentOrder.TIME);
  }

  /** The same with its rows in another order. */
  SegmentStatement statement(SegmentOrder order) {
    return statement(order, List.of());
  }

  private SegmentStatement statement(SegmentOrder order, List<SqlFragment> more) {
    EventsRead read = scan.read();
    SelectBuilder builder = new SelectBuilder(expressions);
    read.outputs().forEach(builder::add);
    List<SqlFragment> conditions = new ArrayList<>();
    conditions.add(rowRange());
    conditions.addAll(more);
    conditions.addAll(restrictedConditions());
    return new SegmentStatement(
        builder.rows(read.outputs(), conditions, orderBy(order)),
        times(),
        textQueries(read, conditions),
        seriesFilter(),
        search(),
        search().isEmpty(),
        Optional.empty());
  }

  private List<RunValue> textQueries(EventsRead read, List<SqlFragment> conditions) {
    return Stream.concat(
            read.outputs().stream().flatMap(output -> expressions.output(output).stream()),
            conditions.stream())
        .flatMap(fragment -> fragment.textQueries().stream())
        .toList();
  }

  /** What the conditions say of labels. */
  private List<SqlFragment> seriesConditions() {
    List<SqlFragment> conditions = new ArrayList<>();
    Stream.concat(
            scan.read().filters().stream().map(this::translated),
            scan.read().necessary().stream().map(this::necessary))
        .filter(SqlFragment::isOfSeries)
        .forEach(conditions::add);
    return conditions;
  }

  /** What the conditions say of labels, if they say anything. */
  Optional<SeriesFilter> seriesFilter() {
    List<SqlFragment> conditions = seriesConditions();
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    SqlFragment whole =
        SqlFragment.list("SELECT 1 FROM series AS r WHERE ", " AND ", conditions, " LIMIT 1");
    return Optional.of(new SeriesFilter(whole.sql(), whole.values()));
  }

  /** The statement that reads some series of each segment, in order of time. */
  SegmentStatement statementOfSeries(SegmentOrder order) {
    return statement(order, List.of(OF_SERIES));
  }

  /**
   * Groups of series.
   *
   * @param keys by which they are grouped, of labels alone
   * @param columns where these stand in a row
   */
  SeriesPartition partition(List<RexNode> keys, List<Integer> columns) {
    List<SqlFragment> outputs = new ArrayList<>();
    List<RunType> types = new ArrayList<>();
    outputs.add(SqlFragment.of("r.id"));
    for (RexNode output : keys) {
      outputs.add(expressions.output(output).orElseThrow(() -> unexpected(output)));
      types.add(SqliteExpressions.runType(output).orElseThrow(() -> unexpected(output)));
    }
    SqlFragment select = SqlFragment.list("SELECT ", ", ", outputs, " FROM series AS r");
    List<SqlFragment> conditions = seriesConditions();
    SqlFragment whole =
        conditions.isEmpty()
            ? select
            : SqlFragment.join(
                List.of("", "", ""),
                List.of(select, SqlFragment.list(" WHERE ", " AND ", conditions, "")));
    return new SeriesPartition(whole.sql(), whole.values(), types, columns);
  }

  /** Rows of equal keys come in order of time; without keys, SQLite has nothing to sort. */
  private SqlFragment orderBy(SegmentOrder order) {
    List<SqlFragment> keys = new ArrayList<>();
    for (RelFieldCollation key : order.keys()) {
      RowSort.Key comparison = SortRows.key(key);
      boolean ascending = comparison.direction() == Direction.ASCENDING;
      boolean nullsFirst = comparison.nulls() == Nulls.FIRST;
      String nulls = nullsFirst == ascending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST";
      RexNode output = scan.read().outputs().get(key.getFieldIndex());
      SqlFragment column = expressions.output(output).orElseThrow(() -> unexpected(output));
      keys.add(column.in("", (ascending ? "" : " DESC") + nulls));
    }
    keys.add(SqlFragment.of(order.newestFirst() ? "s.n DESC" : "s.n"));
    SqlFragment all = SqlFragment.list("", ", ", keys, "");
    return order.limit().isLimited()
        ? SqlFragment.join(
            List.of("", " LIMIT ", ""),
            List.of(all, SqlFragment.value(new RunValue.Limit(order.limit()))))
        : all;
  }

  /** From which segments and rows are chosen. */
  TimeFilter times() {
    EventsRead read = scan.read();
    return new TimeFilters(scan.getCluster().getRexBuilder())
        .all(
            Stream.concat(read.filters().stream(), read.necessary().stream()).toList(),
            read.joins().stream().map(JoinFilter::times).toList());
  }

  /** The first filter that is a search; without one, SQLite visits all rows of a range. */
  Optional<SegmentSearch> search() {
    for (RexNode filter : scan.read().filters()) {
      if (filter instanceof RexCall call && call.getOperator() == TsdbOperators.TEXT_MATCH) {
        RunValue query = expressions.filter(filter).orElseThrow().textQueries().get(0);
        boolean inText =
            call.getOperands().get(0) instanceof RexInputRef column
                && scan.columns().get(column.getIndex()) == EventColumn.Fixed.TEXT;
        return Optional.of(
            new SegmentSearch(query, inText ? SearchTables.TEXTS : SearchTables.TEXTS_AND_SERIES));
      }
    }
    return Optional.empty();
  }

  /** What a statement over events reads. */
  static String from(boolean withSeries) {
    return withSeries
        ? " FROM sample AS s CROSS JOIN series AS r ON r.id = s.series"
        : " FROM sample AS s";
  }

  /** The range of rows that is chosen for each segment. */
  static SqlFragment rowRange() {
    return SqlFragment.join(
        List.of("s.n BETWEEN ", " AND ", ""),
        List.of(SqlFragment.value(RunValue.Row.FIRST), SqlFragment.value(RunValue.Row.LAST)));
  }

  /** What holds for every row that is read. */
  List<SqlFragment> restrictedConditions() {
    List<SqlFragment> conditions = new ArrayList<>();
    addRestriction(conditions);
    for (RexNode filter : scan.read().filters()) {
      conditions.add(perSeries(translated(filter)));
    }
    for (RexNode condition : scan.read().necessary()) {
      conditions.add(perSeries(necessary(condition)));
    }
    conditions.addAll(joinConditions());
    return conditions;
  }

  private List<SqlFragment> joinConditions() {
    SeriesConditions series = new SeriesConditions(expressions, scan.getCluster().getRexBuilder());
    List<SqlFragment> conditions = new ArrayList<>();
    for (JoinFilter join : scan.read().joins()) {
      if (join instanceof JoinFilter.InTexts texts) {
        conditions.add(series.joined(texts));
      } else if (join instanceof JoinFilter.InValues values) {
        conditions.add(joined(values));
      }
    }
    return conditions;
  }

  /** Holds for all rows that have a partner in a join. */
  private SqlFragment joined(JoinFilter.InValues join) {
    SqlFragment value =
        expressions.output(join.value()).orElseThrow(() -> unexpected(join.value()));
    SqlFragment known = SqlFragment.value(new RunValue.JoinColumn(join.side(), join.column()));
    return SqlFragment.join(
        List.of("(", " IS NULL OR ", " IN (SELECT value FROM json_each(", ")))"),
        List.of(known, value, known));
  }

  /** Whether all conditions are about labels, or say no more than a range of time does. */
  boolean isOfTimeAndSeries() {
    return scan.read().necessary().isEmpty()
        && scan.read().filters().stream()
            .allMatch(filter -> expressions.isOfSeries(filter) || isExactRange(filter));
  }

  /** Whether all conditions say no more than a range of time does. */
  boolean isOfTime() {
    return scan.read().necessary().isEmpty()
        && scan.read().filters().stream().allMatch(this::isExactRange);
  }

  private boolean isExactRange(RexNode filter) {
    return new TimeFilters(scan.getCluster().getRexBuilder()).isExactRange(filter);
  }

  /** The conditions that are about labels. */
  List<SqlFragment> ofSeriesAlone() {
    return scan.read().filters().stream()
        .filter(expressions::isOfSeries)
        .map(filter -> translated(filter).withinSeries())
        .toList();
  }

  private SqlFragment necessary(RexNode condition) {
    return expressions.necessary(condition).orElseThrow(() -> unexpected(condition));
  }

  private SqlFragment translated(RexNode filter) {
    return expressions.filter(filter).orElseThrow(() -> unexpected(filter));
  }

  private void addRestriction(List<SqlFragment> conditions) {
    TimeRange range = scan.restriction();
    if (range.start() != Long.MIN_VALUE) {
      conditions.add(SqlFragment.value(new RunValue.Constant(range.start())).in("s.ts >= ", ""));
    }
    if (range.end() != Long.MAX_VALUE) {
      conditions.add(SqlFragment.value(new RunValue.Constant(range.end())).in("s.ts < ", ""));
    }
  }

  private static SqlFragment perSeries(SqlFragment condition) {
    return condition.isOfSeries() ? condition.withinSeries() : condition;
  }

  static IllegalStateException unexpected(RexNode expression) {
    return new IllegalStateException("A rule pushed what SQLite cannot compute: " + expression);
  }
}
