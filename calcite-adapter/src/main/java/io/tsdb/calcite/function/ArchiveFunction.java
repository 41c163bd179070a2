package io.tsdb.calcite.function;

import java.lang.reflect.Method;
import java.util.List;
import org.apache.calcite.adapter.enumerable.CallImplementor;
import org.apache.calcite.adapter.enumerable.NotNullImplementor;
import org.apache.calcite.adapter.enumerable.NullPolicy;
import org.apache.calcite.adapter.enumerable.ReflectiveCallNotNullImplementor;
import org.apache.calcite.adapter.enumerable.RexImpTable;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableFunction;
import org.apache.calcite.schema.ScalarFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.validate.SqlUserDefinedFunction;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * A function of this adapter. The parser puts it into the statement itself, so it is never looked
 * up by name, and no schema has to declare it. A null argument makes its result null.
 */
final class ArchiveFunction extends SqlUserDefinedFunction {

  ArchiveFunction(
      String name,
      SqlReturnTypeInference returnType,
      SqlOperandTypeInference parameterTypes,
      SqlOperandMetadata operands,
      NotNullImplementor implementor) {
    super(
        new SqlIdentifier(name, SqlParserPos.ZERO),
        SqlKind.OTHER_FUNCTION,
        returnType,
        parameterTypes,
        operands,
        new Evaluation(implementor));
  }

  @Override
  public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
    SqlValidatorScope operandScope = scope.getOperandScope(call);
    for (SqlNode operand : call.getOperandList()) {
      validator.deriveType(operandScope, operand);
    }
    return validateOperands(validator, operandScope, call);
  }

  /** Calls a static method of non-null arguments. */
  static NotNullImplementor method(Class<?> type, String name, Class<?>... parameters) {
    try {
      Method method = type.getMethod(name, parameters);
      return new ReflectiveCallNotNullImplementor(method);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("No method " + name + " in " + type, e);
    }
  }

  /** Calls a static method of one array of non-null objects. */
  static NotNullImplementor methodOfArray(Class<?> type, String name) {
    return (translator, call, arguments) ->
        Expressions.call(type, name, Expressions.newArrayInit(Object.class, arguments));
  }

  /** Of a function that no plan contains: the planner replaces it, or refuses the statement. */
  static NotNullImplementor replacedByPlanner(String name) {
    return (translator, call, arguments) -> {
      throw new IllegalStateException(name + " was left in a plan");
    };
  }

  /** How Calcite's generated code computes the function where SQLite does not. */
  private record Evaluation(NotNullImplementor implementor)
      implements ScalarFunction, ImplementableFunction {

    @Override
    public CallImplementor getImplementor() {
      return RexImpTable.createImplementor(implementor, NullPolicy.STRICT, false);
    }

    @Override
    public RelDataType getReturnType(RelDataTypeFactory typeFactory) {
      throw new IllegalStateException("The operator infers its type itself");
    }

    @Override
    public List<FunctionParameter> getParameters() {
      return List.of();
    }
  }
}
