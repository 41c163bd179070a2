package io.tsdb.calcite.plan;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/**
 * Makes a scan below an aggregate deliver only the columns that the aggregate uses: {@code
 * count(*)} uses none, and one has to be enough.
 */
public final class NarrowAggregateRule extends RelRule<RuleConfig> {

  static final RuleConfig CONFIG =
      new RuleConfig(
          "TsdbNarrowAggregateRule",
          aggregate ->
              aggregate
                  .operand(LogicalAggregate.class)
                  .predicate(NarrowAggregateRule::isPlain)
                  .oneInput(scan -> scan.operand(EventsScan.class).noInputs()),
          NarrowAggregateRule::new);

  private NarrowAggregateRule(RuleConfig config) {
    super(config);
  }

  /** Whether group keys and arguments are all the columns that it uses. */
  private static boolean isPlain(LogicalAggregate aggregate) {
    for (AggregateCall call : aggregate.getAggCallList()) {
      if (!call.getCollation().getFieldCollations().isEmpty()
          || call.distinctKeys != null
          || !call.rexList.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void onMatch(RelOptRuleCall call) {
    LogicalAggregate aggregate = call.rel(0);
    EventsScan scan = call.rel(1);
    Set<Integer> used = RelOptUtil.getAllFields(aggregate);
    int width = scan.getRowType().getFieldCount();
    List<Integer> kept = used.isEmpty() ? List.of(0) : List.copyOf(new TreeSet<>(used));
    if (kept.size() >= width) {
      return;
    }
    Mapping mapping = Mappings.create(MappingType.INVERSE_SURJECTION, width, kept.size());
    for (int i = 0; i < kept.size(); i++) {
      mapping.set(kept.get(i), i);
    }
    List<ImmutableBitSet> groupSets =
        aggregate.getGroupSets().stream().map(set -> Mappings.apply(mapping, set)).toList();
    List<AggregateCall> calls =
        aggregate.getAggCallList().stream()
            .map(aggregateCall -> aggregateCall.transform(mapping))
            .toList();
    call.transformTo(
        LogicalAggregate.create(
            narrowed(scan, kept),
            aggregate.getHints(),
            Mappings.apply(mapping, aggregate.getGroupSet()),
            groupSets,
            calls));
    call.getPlanner().prune(aggregate);
  }

  private static EventsScan narrowed(EventsScan scan, List<Integer> kept) {
    RelDataTypeFactory.Builder rowType = scan.getCluster().getTypeFactory().builder();
    kept.forEach(column -> rowType.add(scan.getRowType().getFieldList().get(column)));
    return scan.with(
        scan.read()
            .withOutputs(kept.stream().map(scan.read().outputs()::get).toList(), rowType.build()));
  }
}
