package io.tsdb.calcite.plan;

import java.util.function.UnaryOperator;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Prefer;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.util.BuiltInMethod;

/** Hands rows that are arrays to Calcite's generated code. */
final class ArrayRows {

  private ArrayRows() {}

  /**
   * The code of a node that does something with the rows of its input.
   *
   * @param change of rows that are arrays, also of one column
   */
  static EnumerableRel.Result changed(
      EnumerableRelImplementor implementor, SingleRel node, UnaryOperator<Expression> change) {
    EnumerableRel.Result rows =
        implementor.visitChild(
            (EnumerableRel) node, 0, (EnumerableRel) node.getInput(), Prefer.ARRAY);
    BlockBuilder block = new BlockBuilder();
    Expression arrays =
        rows.physType.convertTo(block.append("rows", rows.block), JavaRowFormat.ARRAY);
    return result(implementor, node.getRowType(), block, change.apply(arrays));
  }

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
