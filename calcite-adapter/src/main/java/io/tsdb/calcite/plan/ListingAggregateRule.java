package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.SegmentFact;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Answers {@code count(*)}, {@code min(ts)} and {@code max(ts)} over all rows, or over those of a
 * range of time, from the names of the segments. Only segments that lie across the ends of the
 * range are opened.
 */
public final class ListingAggregateRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbListingAggregateRule",
          aggregate ->
              aggregate
                  .operand(LogicalAggregate.class)
                  .predicate(
                      candidate -> candidate.getGroupSets().equals(List.of(ImmutableBitSet.of())))
                  .oneInput(scan -> scan.operand(EventsScan.class).noInputs()),
          ListingAggregateRule::new);

  private ListingAggregateRule(RuleConfig config) {
    super(config);
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalAggregate aggregate = call.rel(0);
    EventsScan scan = call.rel(1);
    TimeFilters times = new TimeFilters(scan.getCluster().getRexBuilder());
    if (!scan.read().necessary().isEmpty()
        || !scan.read().filters().stream().allMatch(times::isExactRange)) {
      return;
    }
    List<SegmentFact> facts = new ArrayList<>();
    List<AggregateCall> merges = new ArrayList<>();
    for (AggregateCall aggregateCall : aggregate.getAggCallList()) {
      Optional<SegmentFact> fact = fact(aggregateCall, scan);
      if (fact.isEmpty()) {
        return;
      }
      merges.add(merge(aggregateCall, fact.get(), facts.size()));
      facts.add(fact.get());
    }
    if (facts.isEmpty()) {
      return;
    }
    SegmentGather gather = SegmentGather.ofFacts(scan, facts, rowType(facts, scan));
    call.transformTo(
        LogicalAggregate.create(gather, aggregate.getHints(), ImmutableBitSet.of(), null, merges));
  }

  private static Optional<SegmentFact> fact(AggregateCall call, EventsScan scan) {
    if (call.hasFilter() || !call.rexList.isEmpty() || call.distinctKeys != null) {
      return Optional.empty();
    }
    return switch (call.getAggregation().getKind()) {
      case COUNT -> countsRows(call, scan) ? Optional.of(SegmentFact.ROWS) : Optional.empty();
      case MIN -> isOfTime(call, scan) ? Optional.of(SegmentFact.FIRST_TIME) : Optional.empty();
      case MAX -> isOfTime(call, scan) ? Optional.of(SegmentFact.LAST_TIME) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean countsRows(AggregateCall call, EventsScan scan) {
    return !call.isDistinct()
        && call.getArgList().stream()
            .noneMatch(
                argument -> scan.getRowType().getFieldList().get(argument).getType().isNullable());
  }

  private static boolean isOfTime(AggregateCall call, EventsScan scan) {
    RexNode argument = scan.read().outputs().get(call.getArgList().get(0));
    return argument instanceof RexInputRef column && column.getIndex() == EventColumns.timeIndex();
  }

  private static AggregateCall merge(AggregateCall call, SegmentFact fact, int column) {
    SqlAggFunction function =
        fact == SegmentFact.ROWS ? SqlStdOperatorTable.SUM0 : call.getAggregation();
    return AggregateCall.create(
        call.getParserPosition(),
        function,
        false,
        false,
        false,
        List.of(),
        List.of(column),
        -1,
        null,
        call.getCollation(),
        call.getType(),
        call.getName());
  }

  private static RelDataType rowType(List<SegmentFact> facts, EventsScan scan) {
    RelDataTypeFactory types = scan.getCluster().getTypeFactory();
    RelDataType count = types.createSqlType(SqlTypeName.BIGINT);
    RelDataType time =
        types.createTypeWithNullability(types.createSqlType(SqlTypeName.TIMESTAMP, 3), true);
    RelDataTypeFactory.Builder rowType = types.builder();
    for (int i = 0; i < facts.size(); i++) {
      rowType.add("fact" + i, facts.get(i) == SegmentFact.ROWS ? count : time);
    }
    return rowType.build();
  }
}
