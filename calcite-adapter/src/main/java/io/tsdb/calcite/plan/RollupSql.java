package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.calcite.execute.Accumulator;
import io.tsdb.calcite.execute.GroupedSelect;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.plan.PartialAggregate.Call;
import io.tsdb.calcite.plan.PartialAggregate.Function;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

/**
 * Writes the statements that answer a {@link PartialAggregate} from the segments' rollups: where
 * conditions speak of a range of time and of labels only, keys are labels and time buckets, and
 * results are the number of events and the count, sum, least and greatest of values.
 */
final class RollupSql {

  private final EventsScan scan;
  private final PartialAggregate aggregate;
  private final SqliteExpressions expressions;

  private RollupSql(EventsScan scan, PartialAggregate aggregate) {
    this.scan = scan;
    this.aggregate = aggregate;
    this.expressions = scan.expressions();
  }

  /** Empty if no rollup can answer. */
  static Optional<RollupSql> of(EventsScan scan, PartialAggregate aggregate) {
    RollupSql sql = new RollupSql(scan, aggregate);
    boolean answers =
        new SegmentSql(scan).isOfTimeAndSeries()
            && aggregate.calls().stream().allMatch(sql::answers)
            && sql.answersKeys(RollupWidth.MINUTE);
    return answers ? Optional.of(sql) : Optional.empty();
  }

  private boolean answers(Call call) {
    boolean argument = call.argument().isEmpty() || isValue(call.argument().get());
    return argument
        && call.filter().stream().allMatch(expressions::isOfSeries)
        && (call.function() == Function.COUNT || call.argument().isPresent());
  }

  private boolean isValue(RexNode node) {
    return node instanceof RexInputRef column
        && expressions.columns().get(column.getIndex()) == EventColumn.Fixed.VALUE;
  }

  private boolean answersKeys(RollupWidth width) {
    return aggregate.keys().stream()
        .allMatch(
            key ->
                expressions.isOfSeries(key)
                    || key instanceof RexCall call
                        && EventColumns.isTime(call.getOperands().get(0))
                        && expressions.time().isMultiple(call, width.millis()));
  }

  /** A statement for each rollup that can answer. */
  Map<RollupWidth, GroupedSelect> selects() {
    Map<RollupWidth, GroupedSelect> selects = new EnumMap<>(RollupWidth.class);
    for (RollupWidth width : RollupWidth.values()) {
      if (answersKeys(width)) {
        selects.put(width, select(width));
      }
    }
    return selects;
  }

  private GroupedSelect select(RollupWidth width) {
    SelectBuilder builder = new SelectBuilder(expressions);
    aggregate.keys().forEach(builder::add);
    aggregate.calls().forEach(call -> call.filter().ifPresent(builder::add));
    List<String> results = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      String result = result(call);
      if (!results.contains(result)) {
        results.add(result);
        builder.add(
            new SqlFragment(result, List.of(), true, false, List.of()),
            call.function() == Function.COUNT ? RunType.LONG : RunType.DOUBLE);
      }
    }
    List<Accumulator> accumulators = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      accumulators.add(
          new Accumulator(
              AggregateSql.mergingKind(call.function()),
              builder.column(results.indexOf(result(call))),
              call.filter().map(builder::column).orElse(Accumulator.NONE)));
    }
    List<SqlFragment> conditions = new ArrayList<>();
    conditions.add(SqlFragment.value(RunValue.Bound.START).in("s.ts >= ", ""));
    conditions.add(SqlFragment.value(RunValue.Bound.END).in("s.ts < ", ""));
    conditions.addAll(new SegmentSql(scan).ofSeriesAlone());
    // The alias of sample, so that keys and conditions read the same.
    String from =
        " FROM (SELECT start AS ts, series, rows, numbers, sum, min, max FROM "
            + width.table()
            + ") AS s";
    return new GroupedSelect(
        builder.select(withSeries -> from, conditions),
        aggregate.keys().stream().map(builder::column).toList(),
        accumulators);
  }

  private static String result(Call call) {
    return switch (call.function()) {
      case COUNT -> call.argument().isEmpty() ? "s.rows" : "s.numbers";
      case SUM -> "s.sum";
      case MIN -> "s.min";
      case MAX -> "s.max";
    };
  }
}
