package io.tsdb.calcite.plan;

import io.tsdb.calcite.aggregate.StateKind;
import io.tsdb.calcite.execute.RunType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    MAX,
    /** The state of a {@link StateKind}. */
    STATE
  }

  /**
   * One result.
   *
   * @param state what is computed, if it is a state
   * @param argument whose values are aggregated; none to count rows
   * @param by what a state is given besides
   * @param filter if only rows count for which it is true
   */
  record Call(
      Function function,
      Optional<StateKind> state,
      Optional<RexNode> argument,
      Optional<RexNode> by,
      Optional<RexNode> filter) {

    /**
     * Whether SQLite computes it as Java does. It orders texts otherwise, and says NULL where it
     * adds up infinities of both signs, which values of events and their squares are not.
     */
    boolean isExactInSqlite() {
      return switch (function) {
        case COUNT -> true;
        case SUM -> argument.filter(x -> x instanceof RexInputRef || isSquare(x)).isPresent();
        case MIN, MAX ->
            argument
                .flatMap(SqliteExpressions::runType)
                .filter(type -> type == RunType.DOUBLE || type == RunType.LONG)
                .isPresent();
        case STATE -> false;
      };
    }

    private static boolean isSquare(RexNode node) {
      return node.getKind() == SqlKind.TIMES
          && node instanceof RexCall product
          && product.getOperands().get(0) instanceof RexInputRef
          && product.getOperands().get(0).equals(product.getOperands().get(1));
    }

    /** Argument and what is given besides. */
    List<RexNode> arguments() {
      return Stream.concat(argument.stream(), by.stream()).toList();
    }

    /** All expressions that it needs. */
    List<RexNode> operands() {
      return Stream.concat(arguments().stream(), filter.stream()).toList();
    }

    @Override
    public String toString() {
      return state.map(StateKind::name).orElse(function.name())
          + "("
          + (argument.isEmpty()
              ? "*"
              : arguments().stream().map(RexNode::toString).collect(Collectors.joining(", ")))
          + ")"
          + filter.map(condition -> " FILTER " + condition).orElse("");
    }
  }

  /** All expressions besides the keys. */
  List<RexNode> operands() {
    return calls.stream().flatMap(call -> call.operands().stream()).toList();
  }

  RelWriter explain(RelWriter writer) {
    return writer
        .itemIf("partialKeys", keys, !keys.isEmpty())
        .itemIf("partials", calls.toString(), !calls.isEmpty());
  }
}
