package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.CancelCheck;
import java.lang.reflect.Method;
import java.util.Map;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Prefer;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Result;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.core.Calc;
import org.apache.calcite.rex.RexBuilder;

/** Writes the code of a plan so that what reads the rows of a node ends when it is canceled. */
final class CancellableCode extends EnumerableRelImplementor {

  private static final Method CHECK = checkMethod();

  CancellableCode(RexBuilder rexBuilder, Map<String, Object> constants) {
    super(rexBuilder, constants);
  }

  private static Method checkMethod() {
    try {
      return CancelCheck.class.getMethod("rows", DataContext.class, Enumerable.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("CancelCheck.rows is missing", e);
    }
  }

  @Override
  public Result visitChild(EnumerableRel parent, int ordinal, EnumerableRel child, Prefer prefer) {
    Result rows = super.visitChild(parent, ordinal, child, prefer);
    if (child instanceof Calc || child instanceof SegmentGather) {
      // One takes row by row from an input that looks at the flag, the other looks itself.
      return rows;
    }
    BlockBuilder block = new BlockBuilder();
    Expression unchecked = block.append("unchecked", rows.block);
    block.add(Expressions.return_(null, Expressions.call(CHECK, getRootExpression(), unchecked)));
    return new Result(block.toBlock(), rows.physType, rows.format);
  }
}
