package io.tsdb.calcite.plan;

import io.tsdb.archive.segment.RollupWidth;
import io.tsdb.calcite.aggregate.StateKind;
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
 * results are the number of events, the count, sum, least, greatest, first and last of values, and
 * what different labels there are.
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
    if (!call.filter().stream().allMatch(expressions::isOfSeries)) {
      return false;
    }
    if (isOfSeries(call)) {
      return true;
    }
    boolean ofValue = call.argument().filter(this::isValue).isPresent();
    return switch (call.function()) {
      case COUNT -> ofValue || call.argument().isEmpty() || countsLabels(call);
      case SUM, MIN, MAX -> ofValue;
      case STATE ->
          ofValue
              && (call.state().equals(Optional.of(StateKind.FIRST))
                  || call.state().equals(Optional.of(StateKind.LAST)))
              && EventColumns.isTime(call.by().orElseThrow());
    };
  }

  /** Whether it counts the events that have a label. */
  private boolean countsLabels(Call call) {
    return call.function() == Function.COUNT
        && call.argument().filter(expressions::isOfSeries).isPresent();
  }

  /**
   * Whether it is about the different values of labels: where there is a rollup, there are events.
   */
  private boolean isOfSeries(Call call) {
    boolean ofDifferent =
        switch (call.function()) {
          case COUNT, SUM -> false;
          case MIN, MAX -> true;
          case STATE -> call.state().orElseThrow().ignoresRepetition() && call.by().isEmpty();
        };
    return ofDifferent && call.argument().filter(expressions::isOfSeries).isPresent();
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
        selects.put(width, ofRollup(width));
      }
    }
    return selects;
  }

  private GroupedSelect ofRollup(RollupWidth width) {
    // The alias of sample, so that keys and conditions read the same.
    return select(
        " FROM (SELECT start AS ts, series, rows, numbers, sum, min, max, first, first_ts, last,"
            + " last_ts FROM "
            + width.table()
            + ") AS s",
        List.of(
            SqlFragment.value(RunValue.Bound.START).in("s.ts >= ", ""),
            SqlFragment.value(RunValue.Bound.END).in("s.ts < ", "")));
  }

  /**
   * A statement that reads the dictionary of series alone: each has events. It answers for a whole
   * segment, if nothing but different labels is asked for.
   */
  Optional<GroupedSelect> ofSeries() {
    boolean answers =
        aggregate.keys().stream().allMatch(expressions::isOfSeries)
            && aggregate.calls().stream().allMatch(this::isOfSeries);
    return answers
        ? Optional.of(
            select(" FROM (SELECT id AS series FROM series) AS s", List.of(SqlFragment.of("TRUE"))))
        : Optional.empty();
  }

  private GroupedSelect select(String from, List<SqlFragment> within) {
    SelectBuilder builder = new SelectBuilder(expressions);
    aggregate.keys().forEach(builder::add);
    List<String> results = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      call.filter().ifPresent(builder::add);
      if (isOfSeries(call) || countsLabels(call)) {
        call.argument().ifPresent(builder::add);
      }
      for (String column : columns(call)) {
        if (!results.contains(column)) {
          results.add(column);
          builder.add(
              new SqlFragment("s." + column, List.of(), true, false, List.of()), type(column));
        }
      }
    }
    List<Accumulator> accumulators = new ArrayList<>();
    for (Call call : aggregate.calls()) {
      List<Integer> inputs = new ArrayList<>();
      columns(call).forEach(column -> inputs.add(builder.column(results.indexOf(column))));
      if (isOfSeries(call) || countsLabels(call)) {
        // Of rows to be counted, those where it is not null.
        call.argument().ifPresent(label -> inputs.add(builder.column(label)));
      }
      accumulators.add(
          new Accumulator(
              AggregateSql.mergingKind(call.function()),
              call.state(),
              inputs.get(0),
              inputs.size() > 1 ? inputs.get(1) : Accumulator.NONE,
              call.filter().map(builder::column).orElse(Accumulator.NONE)));
    }
    List<SqlFragment> conditions = new ArrayList<>(within);
    conditions.addAll(new SegmentSql(scan).ofSeriesAlone());
    return new GroupedSelect(
        builder.select(withSeries -> from, conditions),
        aggregate.keys().stream().map(builder::column).toList(),
        accumulators);
  }

  /** The columns of a rollup that tell a result. */
  private List<String> columns(Call call) {
    if (isOfSeries(call)) {
      return List.of();
    }
    return switch (call.function()) {
      case COUNT -> List.of(call.argument().filter(this::isValue).isPresent() ? "numbers" : "rows");
      case SUM -> List.of("sum");
      case MIN -> List.of("min");
      case MAX -> List.of("max");
      case STATE ->
          call.state().orElseThrow() == StateKind.FIRST
              ? List.of("first", "first_ts")
              : List.of("last", "last_ts");
    };
  }

  private static RunType type(String column) {
    return switch (column) {
      case "rows", "numbers", "first_ts", "last_ts" -> RunType.LONG;
      default -> RunType.DOUBLE;
    };
  }
}
