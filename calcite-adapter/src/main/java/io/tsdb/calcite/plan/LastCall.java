package io.tsdb.calcite.plan;

import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableRel.Result;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.linq4j.tree.BlockBuilder;
import org.apache.calcite.linq4j.tree.BlockStatement;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.GotoStatement;
import org.apache.calcite.linq4j.tree.MethodCallExpression;
import org.apache.calcite.linq4j.tree.Statement;

/**
 * The call with which the code of one of Calcite's operators ends, and which does its work: another
 * one can take its place.
 *
 * @param code that Calcite has written
 * @param call its last expression
 */
record LastCall(Result code, MethodCallExpression call) {

  /**
   * The one of an operator.
   *
   * @throws IllegalStateException if the code ends otherwise
   */
  static LastCall of(Result code) {
    List<Statement> statements = code.block.statements;
    if (!statements.isEmpty()
        && statements.get(statements.size() - 1) instanceof GotoStatement last
        && last.expression instanceof MethodCallExpression call) {
      return new LastCall(code, call);
    }
    throw new IllegalStateException("Expected code that ends with a call, found " + code.block);
  }

  /** Whether it calls a method. */
  boolean isOf(Method method) {
    return call.method.equals(method);
  }

  /** An argument of the call. */
  Expression argument(int index) {
    return call.expressions.get(index);
  }

  /** The same code with another last expression. */
  Result replaced(EnumerableRelImplementor implementor, Expression replacement) {
    BlockStatement block = code.block;
    BlockBuilder builder = new BlockBuilder();
    block.statements.subList(0, block.statements.size() - 1).forEach(builder::add);
    builder.add(Expressions.return_(null, replacement));
    return implementor.result(code.physType, builder.toBlock());
  }
}
