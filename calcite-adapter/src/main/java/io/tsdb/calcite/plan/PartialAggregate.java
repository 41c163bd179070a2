package io.tsdb.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * What each segment computes of an aggregate. All expressions are over the columns of {@code
 * events}, and SQLite can compute them.
 *
 * @param keys what the rows of a group have in common
 * @param calls what is computed for each group
 * @param rowType keys, then results
 */
record PartialAggregate(List<RexNode> keys, List<Call> calls, RelDataType rowType) {

  PartialAggregate {
    keys = List.copyOf(keys);
    calls = List.copyOf(calls);
  }

  /** What is computed. */
  enum Function {
    COUNT,
    SUM,
    MIN,
    MAX
  }

  /**
   * One result.
   *
   * @param argument whose values are aggregated; none to count rows
   * @param filter if only rows count for which it is true
   */
  record Call(Function function, Optional<RexNode> argument, Optional<RexNode> filter) {

    /**
     * Whether SQLite computes it as Java does. It says NULL where it adds up infinities of both
     * signs, which values of events and their squares are not.
     */
    boolean isExactInSqlite() {
      return function != Function.SUM
          || argument.filter(x -> x instanceof RexInputRef || isSquare(x)).isPresent();
    }

    private static boolean isSquare(RexNode node) {
      return node.getKind() == SqlKind.TIMES
          && node instanceof RexCall product
          && product.getOperands().get(0) instanceof RexInputRef
          && product.getOperands().get(0).equals(product.getOperands().get(1));
    }

    @Override
    public String toString() {
      return function
          + "("
          + argument.map(RexNode::toString).orElse("*")
          + ")"
          + filter.map(condition -> " FILTER " + condition).orElse("");
    }
  }

  /** All expressions besides the keys. */
  List<RexNode> operands() {
    List<RexNode> operands = new ArrayList<>();
    for (Call call : calls) {
      call.argument().ifPresent(operands::add);
      call.filter().ifPresent(operands::add);
    }
    return operands;
  }

  RelWriter explain(RelWriter writer) {
    return writer
        .itemIf("partialKeys", keys, !keys.isEmpty())
        .itemIf("partials", calls, !calls.isEmpty());
  }
}
