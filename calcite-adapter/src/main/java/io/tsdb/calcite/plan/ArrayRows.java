package io.tsdb.calcite.plan;

import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.BuiltInMethod;

/** Hands rows that are arrays to Calcite's generated code. */
final class ArrayRows {

  private ArrayRows() {}

  static EnumerableRel.Result result(
      EnumerableRelImplementor implementor, RelDataType rowType, Expression arrays) {
    return result(implementor, rowType, new BlockBuilder(), arrays);
  }

  /**
   * The code of a node.
   *
   * @param block what comes before
   * @param arrays yields the rows; each an array, also of one column
   */
  static EnumerableRel.Result result(
      EnumerableRelImplementor implementor,
      RelDataType rowType,
      BlockBuilder block,
      Expression arrays) {
    // Some of Calcite's nodes take it for granted that a row of one column is the value itself.
    PhysType rows = PhysTypeImpl.of(implementor.getTypeFactory(), rowType, JavaRowFormat.ARRAY);
    Expression result =
        rows.getFormat() == JavaRowFormat.SCALAR
            ? Expressions.call(BuiltInMethod.SLICE0.method, arrays)
            : arrays;
    block.add(Expressions.return_(null, result));
    return implementor.result(rows, block.toBlock());
  }
}
