package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import io.tsdb.calcite.aggregate.StateFunction;
import io.tsdb.calcite.aggregate.StateKind;
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
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Splits one aggregate into a {@link PartialScan} and what adds up its groups.
 *
 * <p>A key that SQLite does not compute may be computed above of ones that it does: labels, and the
 * hour of an event ({@link KeyRewrite}). Grouping sets are all made above, of groups by all keys.
 */
final class AggregateSplit {

  private static final PartialAggregate.Call EVENTS =
      new PartialAggregate.Call(
          Function.COUNT, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final LogicalAggregate aggregate;
  private final List<RexNode> inputs;
  private final EventsScan scan;
  private final SqliteExpressions expressions;
  private final RexBuilder rexBuilder;
  private final KeyRewrite keys;
  private final List<PartialAggregate.Call> calls = new ArrayList<>();
  private final List<RelDataType> callTypes = new ArrayList<>();

  /**
   * A call of the final aggregate.
   *
   * @param fields its arguments: keys if it is {@code GROUPING}, otherwise a result
   */
  private record FinalCall(AggregateCall original, SqlAggFunction function, List<Integer> fields) {

    boolean isOfKeys() {
      return original.getAggregation().getKind() == SqlKind.GROUPING;
    }
  }

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
      Optional<FinalCall> finalCall =
          call.getAggregation().getKind() == SqlKind.GROUPING
              ? Optional.of(grouping(call))
              : byResult(call);
      if (finalCall.isEmpty()) {
        return Optional.empty();
      }
      finalCalls.add(finalCall.get());
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
        finalCalls.stream().map(call -> merging(call, keyFields)).toList();
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

  /** {@code GROUPING(key, ...)} tells of which grouping set a row is, so nothing is read for it. */
  private FinalCall grouping(AggregateCall call) {
    return new FinalCall(
        call,
        call.getAggregation(),
        call.getArgList().stream().map(aggregate.getGroupSet()::indexOf).toList());
  }

  private Optional<FinalCall> byResult(AggregateCall call) {
    Optional<PartialAggregate.Call> partial = partial(call);
    if (partial.isEmpty()
        || !partial.get().operands().stream()
            .allMatch(operand -> expressions.output(operand).isPresent())) {
      return Optional.empty();
    }
    int index = result(partial.get());
    SqlAggFunction merging =
        switch (partial.get().function()) {
          case COUNT -> SqlStdOperatorTable.SUM0;
          case SUM, MIN, MAX -> call.getAggregation();
          case STATE -> StateFunction.merging(partial.get().state().orElseThrow(), call.getType());
        };
    return Optional.of(new FinalCall(call, merging, List.of(index)));
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

  private Optional<PartialAggregate.Call> partial(AggregateCall call) {
    Optional<StateKind> state = state(call);
    if (state.isPresent()) {
      return call.getArgList().size() == (state.get().isBinary() ? 2 : 1)
              && call.getArgList().stream().map(inputs::get).allMatch(AggregateSplit::isReadAsIs)
          ? Optional.of(partial(Function.STATE, state, call))
          : Optional.empty();
    }
    boolean repeats = call.isDistinct();
    Optional<RunType> type =
        call.getArgList().size() == 1
            ? Optional.of(inputs.get(call.getArgList().get(0)))
                .filter(AggregateSplit::isReadAsIs)
                .flatMap(SqliteExpressions::runType)
            : Optional.empty();
    Optional<Function> function =
        switch (call.getAggregation().getKind()) {
          case COUNT ->
              repeats || call.getArgList().size() > 1
                  ? Optional.empty()
                  : Optional.of(Function.COUNT);
          case SUM, SUM0 ->
              type.equals(Optional.of(RunType.DOUBLE)) && !repeats
                  ? Optional.of(Function.SUM)
                  : Optional.empty();
          case MIN -> type.filter(AggregateSplit::isOrdered).map(ordered -> Function.MIN);
          case MAX -> type.filter(AggregateSplit::isOrdered).map(ordered -> Function.MAX);
          default -> Optional.empty();
        };
    return function.map(known -> partial(known, Optional.empty(), call));
  }

  private PartialAggregate.Call partial(
      Function function, Optional<StateKind> state, AggregateCall call) {
    List<RexNode> arguments = call.getArgList().stream().map(inputs::get).toList();
    Optional<RexNode> argument = arguments.stream().findFirst();
    return new PartialAggregate.Call(
        function,
        state,
        function == Function.COUNT
            ? argument.filter(counted -> counted.getType().isNullable())
            : argument,
        arguments.stream().skip(1).findFirst(),
        call.hasFilter() ? Optional.of(inputs.get(call.filterArg)) : Optional.empty());
  }

  /** The state that a call needs, if it is not one number. */
  private Optional<StateKind> state(AggregateCall call) {
    if (call.getAggregation() instanceof StateFunction function) {
      return function.merges() || call.isDistinct() && !function.state().ignoresRepetition()
          ? Optional.empty()
          : Optional.of(function.state());
    }
    if (!call.isDistinct()) {
      return Optional.empty();
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT -> Optional.of(StateKind.COUNT_DISTINCT);
      case SUM ->
          call.getType().getSqlTypeName() == SqlTypeName.DOUBLE
              ? Optional.of(StateKind.SUM_DISTINCT)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether values come out of SQLite as Calcite's own code has them. */
  private static boolean isReadAsIs(RexNode node) {
    return switch (node.getType().getSqlTypeName()) {
      case DOUBLE, TIMESTAMP, BIGINT, VARCHAR, BOOLEAN -> true;
      default -> false;
    };
  }

  private static boolean isOrdered(RunType type) {
    return type != RunType.BOOLEAN;
  }

  private RelDataType type(PartialAggregate.Call call) {
    RelDataTypeFactory types = rexBuilder.getTypeFactory();
    if (call.function() == Function.COUNT) {
      return types.createSqlType(SqlTypeName.BIGINT);
    }
    if (call.function() == Function.STATE) {
      return types.createTypeWithNullability(types.createSqlType(SqlTypeName.ANY), true);
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

  private static AggregateCall merging(FinalCall call, int keyFields) {
    AggregateCall original = call.original();
    List<Integer> fields =
        call.isOfKeys()
            ? call.fields()
            : call.fields().stream().map(field -> keyFields + field).toList();
    return AggregateCall.create(
        original.getParserPosition(),
        call.function(),
        false,
        false,
        false,
        ImmutableList.of(),
        fields,
        -1,
        null,
        original.getCollation(),
        original.getType(),
        original.getName());
  }
}
