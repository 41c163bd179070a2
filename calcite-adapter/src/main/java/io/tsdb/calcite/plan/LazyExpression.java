package io.tsdb.calcite.plan;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexNode;

/**
 * An expression without input, or over one row, compiled at its first use: planning translates many
 * that are never run.
 */
final class LazyExpression implements Function1<DataContext, Object> {

  private final RexBuilder rexBuilder;
  private final RexNode node;
  private final RelDataType inputType;
  private Optional<Function1<DataContext, Object[]>> compiled = Optional.empty();

  LazyExpression(RexBuilder rexBuilder, RexNode node) {
    this(rexBuilder, node, rexBuilder.getTypeFactory().builder().build());
  }

  /**
   * @param inputType of the row that the context has as {@code inputRecord}
   */
  LazyExpression(RexBuilder rexBuilder, RexNode node, RelDataType inputType) {
    this.rexBuilder = rexBuilder;
    this.node = node;
    this.inputType = inputType;
  }

  @Override
  public Object apply(DataContext context) {
    return compiled().apply(context)[0];
  }

  private synchronized Function1<DataContext, Object[]> compiled() {
    if (compiled.isEmpty()) {
      compiled =
          Optional.of(
              RexExecutorImpl.getExecutable(rexBuilder, List.of(node), inputType).getFunction());
    }
    return compiled.get();
  }
}
