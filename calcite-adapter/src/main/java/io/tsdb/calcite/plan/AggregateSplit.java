package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.plan.PartialAggregate.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Splits one aggregate into a {@link PartialScan} and what adds up its groups.
 *
 * <p>A key that SQLite does not compute may be computed above of ones that it does: labels, and the
 * hour of an event ({@link KeyRewrite}). What cannot be added up, {@code count(DISTINCT host)} or
 * {@code max(host)} by UTF-16 code units, makes its argument a further key, if that is made of
 * labels, of which there are few.
 */
final class AggregateSplit {

  private static final PartialAggregate.Call EVENTS =
      new PartialAggregate.Call(Function.COUNT, Optional.empty(), Optional.empty());

  private final LogicalAggregate aggregate;
  private final List<RexNode> inputs;
  private final EventsScan scan;
  private final SqliteExpressions expressions;
  private final RexBuilder rexBuilder;
  private final KeyRewrite keys;
  private final List<PartialAggregate.Call> calls = new ArrayList<>();
  private final List<RelDataType> callTypes = new ArrayList<>();

  /** Takes a final call's arguments as fields of keys above the scan, or of results. */
  private record FinalCall(
      AggregateCall original, SqlAggFunction function, int field, boolean key) {}

  private AggregateSplit(LogicalAggregate aggregate, List<RexNode> inputs, EventsScan scan) {
    this.aggregate = aggregate;
    this.inputs = inputs;
    this.scan = scan;
    this.expressions = scan.expressions();
    this.rexBuilder = scan.getCluster().getRexBuilder();
    this.keys = new KeyRewrite(expressions, rexBuilder);
  }

  /** Whether group keys, arguments and filters are all that it uses. */
  static boolean isPlain(LogicalAggregate aggregate) {
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (!call.getCollation().getFieldCollations().isEmpty()
          || call.distinctKeys != null
          || call.ignoreNulls()
          || call.isApproximate()
          || !call.rexList.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The aggregate as final one over partial ones.
   *
   * @param inputs of the aggregate, over the columns of {@code events}
   * @return empty if segments cannot compute it exactly
   */
  static Optional<RelNode> of(
      LogicalAggregate aggregate, List<RexNode> inputs, EventsScan scan, RelBuilder builder) {
    return new AggregateSplit(aggregate, inputs, scan).split(builder);
  }

  private Optional<RelNode> split(RelBuilder builder) {
    List<RexNode> finalKeys = new ArrayList<>();
    for (int key : aggregate.getGroupSet()) {
      Optional<RexNode> rewritten = keys.rewrite(inputs.get(key));
      if (rewritten.isEmpty()) {
        return Optional.empty();
      }
      finalKeys.add(rewritten.get());
    }
    int groupKeys = finalKeys.size();
    List<FinalCall> finalCalls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      Optional<FinalCall> finalCall = isMergedByKey(call) ? byKey(call, finalKeys) : byResult(call);
      if (finalCall.isEmpty()) {
        return Optional.empty();
      }
      finalCalls.add(finalCall.get());
    }
    if (keys.partialKeys().isEmpty()
        && !calls.stream().allMatch(PartialAggregate.Call::isExactInSqlite)) {
      return Optional.empty();
    }
    boolean needsRow = groupKeys > 0 && keys.partialKeys().isEmpty();
    int events = needsRow ? result(EVENTS) : 0;
    PartialScan partial = partialScan();
    int partialKeys = keys.partialKeys().size();
    builder.push(partial);
    if (needsRow) {
      // Segments yield a result without keys also of no events; here it must not make a group.
      builder.filter(builder.greaterThan(builder.field(partialKeys + events), builder.literal(0)));
    }
    List<RexNode> fields = new ArrayList<>(finalKeys);
    for (int i = 0; i < calls.size(); i++) {
      fields.add(builder.field(partialKeys + i));
    }
    builder.project(fields);
    RelNode input = builder.build();
    int keyFields = finalKeys.size();
    List<AggregateCall> merging =
        finalCalls.stream().map(call -> merging(call, keyFields, input)).toList();
    ImmutableBitSet groupSet = ImmutableBitSet.range(groupKeys);
    List<ImmutableBitSet> groupSets =
        aggregate.getGroupSets().stream()
            .map(set -> positions(set, aggregate.getGroupSet()))
            .toList();
    return Optional.of(
        LogicalAggregate.create(input, aggregate.getHints(), groupSet, groupSets, merging));
  }

  private static ImmutableBitSet positions(ImmutableBitSet set, ImmutableBitSet within) {
    ImmutableBitSet.Builder positions = ImmutableBitSet.builder();
    set.forEach(bit -> positions.set(within.indexOf(bit)));
    return positions.build();
  }

  /** Whether a call is answered by the values of keys alone. */
  private boolean isMergedByKey(AggregateCall call) {
    if (call.getArgList().size() != 1 || call.hasFilter()) {
      return false;
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT -> call.isDistinct();
      case SUM, SUM0 -> call.isDistinct();
      case MIN, MAX -> argumentType(call).map(type -> type == RunType.TEXT).orElse(false);
      default -> false;
    };
  }

  private Optional<FinalCall> byKey(AggregateCall call, List<RexNode> finalKeys) {
    RexNode argument = inputs.get(call.getArgList().get(0));
    if (!expressions.isOfSeries(argument)) {
      return Optional.empty();
    }
    return keys.rewrite(argument)
        .map(
            key -> {
              finalKeys.add(key);
              return new FinalCall(call, call.getAggregation(), finalKeys.size() - 1, true);
            });
  }

  private Optional<FinalCall> byResult(AggregateCall call) {
    Optional<Function> function = function(call);
    if (function.isEmpty() || call.getArgList().size() > 1) {
      return Optional.empty();
    }
    Optional<RexNode> argument = call.getArgList().stream().findFirst().map(inputs::get);
    if (function.get() == Function.COUNT) {
      argument = argument.filter(counted -> counted.getType().isNullable());
    }
    Optional<RexNode> filter =
        call.hasFilter() ? Optional.of(inputs.get(call.filterArg)) : Optional.empty();
    if (argument.isPresent() && expressions.output(argument.get()).isEmpty()
        || filter.isPresent() && expressions.output(filter.get()).isEmpty()) {
      return Optional.empty();
    }
    PartialAggregate.Call partial = new PartialAggregate.Call(function.get(), argument, filter);
    int index = result(partial);
    SqlAggFunction merging =
        function.get() == Function.COUNT ? SqlStdOperatorTable.SUM0 : call.getAggregation();
    return Optional.of(new FinalCall(call, merging, index, false));
  }

  /** Which of the results a call is. */
  private int result(PartialAggregate.Call call) {
    int index = calls.indexOf(call);
    if (index < 0) {
      index = calls.size();
      calls.add(call);
      callTypes.add(type(call));
    }
    return index;
  }

  private Optional<Function> function(AggregateCall call) {
    Optional<RunType> type = argumentType(call);
    return switch (call.getAggregation().getKind()) {
      case COUNT -> call.isDistinct() ? Optional.empty() : Optional.of(Function.COUNT);
      case SUM, SUM0 ->
          type.equals(Optional.of(RunType.DOUBLE)) && !call.isDistinct()
              ? Optional.of(Function.SUM)
              : Optional.empty();
      case MIN -> type.filter(AggregateSplit::isOrdered).map(ordered -> Function.MIN);
      case MAX -> type.filter(AggregateSplit::isOrdered).map(ordered -> Function.MAX);
      default -> Optional.empty();
    };
  }

  private static boolean isOrdered(RunType type) {
    return type == RunType.DOUBLE || type == RunType.LONG;
  }

  private Optional<RunType> argumentType(AggregateCall call) {
    return call.getArgList().size() == 1
        ? SqliteExpressions.runType(inputs.get(call.getArgList().get(0)))
        : Optional.empty();
  }

  private RelDataType type(PartialAggregate.Call call) {
    RelDataTypeFactory types = rexBuilder.getTypeFactory();
    if (call.function() == Function.COUNT) {
      return types.createSqlType(SqlTypeName.BIGINT);
    }
    RelDataType type = call.argument().orElseThrow().getType();
    return aggregate.getGroupCount() == 0 || call.filter().isPresent()
        ? types.createTypeWithNullability(type, true)
        : type;
  }

  private PartialScan partialScan() {
    RelDataTypeFactory.Builder rowType = rexBuilder.getTypeFactory().builder();
    for (RexNode key : keys.partialKeys()) {
      rowType.add("key" + rowType.getFieldCount(), key.getType());
    }
    for (RelDataType type : callTypes) {
      rowType.add("partial" + rowType.getFieldCount(), type);
    }
    return new PartialScan(scan, new PartialAggregate(keys.partialKeys(), calls, rowType.build()));
  }

  private static AggregateCall merging(FinalCall call, int keyFields, RelNode input) {
    AggregateCall original = call.original();
    int field = call.key() ? call.field() : keyFields + call.field();
    return AggregateCall.create(
        original.getParserPosition(),
        call.function(),
        original.isDistinct() && call.key(),
        false,
        false,
        ImmutableList.of(),
        ImmutableList.of(field),
        -1,
        null,
        original.getCollation(),
        original.getType(),
        original.getName());
  }
}
