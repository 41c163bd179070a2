package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.calcite.aggregate.StateKind;
import io.tsdb.calcite.execute.Accumulator;
import io.tsdb.calcite.execute.Accumulator.Kind;
import io.tsdb.calcite.execute.GroupedSelect;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.SegmentAggregate;
import io.tsdb.calcite.execute.SegmentStatement;
import io.tsdb.calcite.execute.SeriesWalk;
import io.tsdb.calcite.plan.PartialAggregate.Call;
import io.tsdb.calcite.plan.PartialAggregate.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rex.RexNode;

/**
 * Writes the statements of a {@link PartialAggregate}. Without keys, SQLite aggregates. With keys
 * it would sort all rows first, so it only filters them, and they are grouped as they are read.
 */
final class AggregateSql {

  private final EventsScan scan;
  private final PartialAggregate aggregate;
  private final SqliteExpressions expressions;
  private final SegmentSql conditions;

  AggregateSql(EventsScan scan, PartialAggregate aggregate) {
    this.scan = scan;
    this.aggregate = aggregate;
    this.expressions = scan.expressions();
    this.conditions = new SegmentSql(scan);
  }

  SegmentStatement statement() {
    Optional<RollupSql> rollup = RollupSql.of(scan, aggregate);
    List<SqlFragment> all =
        rollup.isPresent() ? conditions.ofSeriesAlone() : conditions.restrictedConditions();
    List<SqlFragment> within = new ArrayList<>();
    if (rollup.isPresent()) {
      within.add(SqlFragment.value(RunValue.Bound.START).in("s.ts >= ", ""));
      within.add(SqlFragment.value(RunValue.Bound.END).in("s.ts < ", ""));
    }
    within.addAll(all);
    GroupedSelect rows = events(all);
    Map<RollupWidth, GroupedSelect> rollups = rollup.map(RollupSql::selects).orElse(Map.of());
    return new SegmentStatement(
        rows.select(),
        conditions.times(),
        textQueries(all),
        conditions.seriesFilter(),
        conditions.search(),
        conditions.search().isEmpty(),
        Optional.of(
            new SegmentAggregate(
                rows,
                rollup.isPresent() ? events(within) : rows,
                rollups,
                rollup.flatMap(RollupSql::ofSeries),
                walk(rollup))));
  }

  /** Where the newest events of each group of series decide all results, or the oldest. */
  private Optional<SeriesWalk> walk(Optional<RollupSql> rollup) {
    boolean newest = isDecidedBy(StateKind.LAST, Function.MAX);
    boolean answered =
        rollup.flatMap(RollupSql::ofSeries).isPresent()
            || !PartialScan.facts(scan, aggregate).isEmpty();
    if (answered
        || conditions.search().isPresent()
        || !aggregate.keys().stream().allMatch(expressions::isOfSeries)
        || !newest && !isDecidedBy(StateKind.FIRST, Function.MIN)) {
      return Optional.empty();
    }
    List<SqlFragment> where = new ArrayList<>();
    where.add(SegmentSql.rowRange());
    where.add(SegmentSql.OF_SERIES);
    where.addAll(conditions.restrictedConditions());
    GroupedSelect select =
        grouped(where, SqlFragment.of(newest ? " ORDER BY s.n DESC" : " ORDER BY s.n"));
    int time =
        select.accumulators().stream()
            .mapToInt(result -> result.by() == Accumulator.NONE ? result.column() : result.by())
            .findFirst()
            .orElse(Accumulator.NONE);
    return Optional.of(
        new SeriesWalk(
            select, conditions.partition(aggregate.keys(), select.keys()), newest, time));
  }

  private boolean isDecidedBy(StateKind state, Function ofTime) {
    return aggregate.calls().stream()
        .allMatch(
            call ->
                call.filter().isEmpty()
                    && (call.state().equals(Optional.of(state))
                            && call.by().filter(EventColumns::isTime).isPresent()
                        || call.function() == ofTime
                            && call.argument().filter(EventColumns::isTime).isPresent()));
  }

  private List<RunValue> textQueries(List<SqlFragment> where) {
    List<RunValue> queries = new ArrayList<>();
    where.forEach(condition -> queries.addAll(condition.textQueries()));
    for (RexNode operand : aggregate.operands()) {
      expressions.output(operand).ifPresent(fragment -> queries.addAll(fragment.textQueries()));
    }
    return queries;
  }

  private GroupedSelect events(List<SqlFragment> where) {
    List<SqlFragment> all = new ArrayList<>();
    all.add(SegmentSql.rowRange());
    all.addAll(where);
    return aggregatesInSqlite() ? aggregated(all) : grouped(all, SqlFragment.of(""));
  }

  /** Without keys, as long as no label has to be taken out of JSON for each row. */
  private boolean aggregatesInSqlite() {
    return aggregate.keys().isEmpty()
        && aggregate.calls().stream().allMatch(Call::isExactInSqlite)
        && aggregate.operands().stream().noneMatch(expressions::isOfSeries);
  }

  private GroupedSelect aggregated(List<SqlFragment> where) {
    SelectBuilder builder = new SelectBuilder(expressions);
    List<Accumulator> accumulators = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      Optional<SqlFragment> argument = call.argument().flatMap(expressions::output);
      String function =
          switch (call.function()) {
            case COUNT -> "count(";
            case SUM -> "sum(";
            case MIN -> "min(";
            case MAX -> "max(";
            case STATE -> throw new IllegalStateException("SQLite cannot compute " + call);
          };
      SqlFragment result = argument.orElse(SqlFragment.of("*")).in(function, ")");
      Optional<SqlFragment> filter = call.filter().flatMap(expressions::output);
      RunType type =
          call.function() == Function.COUNT
              ? RunType.LONG
              : call.argument().flatMap(SqliteExpressions::runType).orElseThrow();
      accumulators.add(
          new Accumulator(mergingKind(call.function()), accumulators.size(), Accumulator.NONE));
      builder.add(
          filter
              .map(
                  condition ->
                      SqlFragment.join(
                          List.of("", " FILTER (WHERE ", ")"), List.of(result, condition)))
              .orElse(result),
          type);
    }
    return new GroupedSelect(builder.select(SegmentSql::from, where), List.of(), accumulators);
  }

  /** How results of parts are brought together. */
  static Kind mergingKind(Function function) {
    return switch (function) {
      case COUNT -> Kind.SUM_OF_COUNTS;
      case SUM -> Kind.SUM;
      case MIN -> Kind.MIN;
      case MAX -> Kind.MAX;
      case STATE -> Kind.STATE;
    };
  }

  private GroupedSelect grouped(List<SqlFragment> where, SqlFragment end) {
    SelectBuilder builder = new SelectBuilder(expressions);
    aggregate.keys().forEach(builder::add);
    aggregate.operands().forEach(builder::add);
    List<Accumulator> accumulators = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      Kind kind =
          switch (call.function()) {
            case COUNT -> Kind.COUNT;
            case SUM -> Kind.SUM;
            case MIN -> Kind.MIN;
            case MAX -> Kind.MAX;
            case STATE -> Kind.STATE;
          };
      accumulators.add(
          new Accumulator(
              kind,
              call.state(),
              call.argument().map(builder::column).orElse(Accumulator.NONE),
              call.by().map(builder::column).orElse(Accumulator.NONE),
              call.filter().map(builder::column).orElse(Accumulator.NONE)));
    }
    return new GroupedSelect(
        builder.select(SegmentSql::from, where, end),
        aggregate.keys().stream().map(builder::column).toList(),
        accumulators);
  }
}
