package io.tsdb.calcite.plan;

import java.util.stream.IntStream;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.CorrelationReferenceFinder;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.mapping.Mapping;

/**
 * Calcite's trimmer of unused fields. Where it trims all fields of one side of a join it puts a
 * constant in their place, which is no field of before; Calcite looks for one when a sub-query
 * refers to a row of the join, and fails.
 */
final class FieldTrimmer extends RelFieldTrimmer {

  private final RelBuilder builder;

  FieldTrimmer(SqlValidator validator, RelBuilder builder) {
    super(validator, builder);
    this.builder = builder;
  }

  @Override
  protected TrimResult result(RelNode node, Mapping mapping) {
    boolean hasConstant =
        IntStream.range(0, mapping.getTargetCount())
            .anyMatch(target -> mapping.getSourceOpt(target) < 0);
    if (!hasConstant || node.getVariablesSet().isEmpty() || node.getInputs().size() != 1) {
      return super.result(node, mapping);
    }
    RelNode result = node;
    for (CorrelationId correlation : node.getVariablesSet()) {
      result = result.accept(new References(correlation, mapping, node.getInput(0).getRowType()));
    }
    return new TrimResult(result, mapping);
  }

  /** Makes references to the fields of a row from before ones to those of the row that is left. */
  private final class References extends CorrelationReferenceFinder {

    private final CorrelationId correlation;
    private final Mapping mapping;
    private final RelDataType left;

    References(CorrelationId correlation, Mapping mapping, RelDataType left) {
      this.correlation = correlation;
      this.mapping = mapping;
      this.left = left;
    }

    @Override
    protected RexNode handle(RexFieldAccess access) {
      RexCorrelVariable row = (RexCorrelVariable) access.getReferenceExpr();
      if (!row.id.equals(correlation)
          || row.getType().getFieldCount() != mapping.getSourceCount()) {
        return access;
      }
      RelDataTypeFactory.Builder fields = builder.getTypeFactory().builder();
      for (int target = 0; target < mapping.getTargetCount(); target++) {
        int source = mapping.getSourceOpt(target);
        RelDataTypeField field =
            source < 0 ? left.getFieldList().get(target) : row.getType().getFieldList().get(source);
        fields.add(field);
      }
      return builder
          .getRexBuilder()
          .makeFieldAccess(
              builder.getRexBuilder().makeCorrel(fields.build(), row.id),
              mapping.getTarget(access.getField().getIndex()));
    }
  }
}
