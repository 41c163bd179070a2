package io.tsdb.calcite.aggregate;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.adapter.enumerable.AggImplementor;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.AggregateFunction;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.validate.SqlUserDefinedAggFunction;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;

/**
 * An aggregate function that is computed by an {@link AggregateState}. It is put into statements
 * and plans as it is, and never looked up by name.
 */
public final class StateFunction extends SqlUserDefinedAggFunction {

  public static final StateFunction FIRST = ofTime(StateKind.FIRST);
  public static final StateFunction LAST = ofTime(StateKind.LAST);

  public static final StateFunction APPROX_COUNT_DISTINCT =
      new StateFunction(
          StateKind.APPROX_COUNT_DISTINCT,
          "",
          ReturnTypes.BIGINT,
          operands(SqlTypeFamily.ANY),
          false);

  public static final StateFunction APPROX_PERCENTILE =
      new StateFunction(
          StateKind.APPROX_PERCENTILE,
          "",
          ReturnTypes.explicit(SqlTypeName.DOUBLE).andThen(SqlTypeTransforms.FORCE_NULLABLE),
          operands(SqlTypeFamily.NUMERIC, SqlTypeFamily.NUMERIC),
          false);

  private final StateKind kind;
  private final boolean merges;

  private StateFunction(
      StateKind kind,
      String suffix,
      SqlReturnTypeInference returnType,
      SqlOperandMetadata operands,
      boolean merges) {
    super(
        new SqlIdentifier(kind.name() + suffix, SqlParserPos.ZERO),
        SqlKind.OTHER_FUNCTION,
        returnType,
        InferTypes.FIRST_KNOWN,
        operands,
        new Evaluation(kind, merges),
        false,
        false,
        Optionality.FORBIDDEN);
    this.kind = kind;
    this.merges = merges;
  }

  private static StateFunction ofTime(StateKind kind) {
    return new StateFunction(
        kind,
        "",
        ReturnTypes.ARG0.andThen(SqlTypeTransforms.FORCE_NULLABLE),
        operands(SqlTypeFamily.ANY, SqlTypeFamily.ANY),
        false);
  }

  private static SqlOperandMetadata operands(SqlTypeFamily... families) {
    return OperandTypes.operandMetadata(
        List.of(families), typeFactory -> List.of(), i -> "arg" + i, i -> false);
  }

  /** A function of one argument whose result has the type that the planner expects. */
  public static StateFunction unary(StateKind kind, RelDataType type) {
    return new StateFunction(
        kind, "", ReturnTypes.explicit(type), operands(SqlTypeFamily.ANY), false);
  }

  /** Merges states; its result is that of the function whose states they are. */
  public static StateFunction merging(StateKind kind, RelDataType type) {
    return new StateFunction(
        kind, "_OF_PARTS", ReturnTypes.explicit(type), operands(SqlTypeFamily.ANY), true);
  }

  public StateKind state() {
    return kind;
  }

  /** Whether its argument is states, and not values. */
  public boolean merges() {
    return merges;
  }

  @Override
  public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
    SqlValidatorScope operandScope = scope.getOperandScope(call);
    for (SqlNode operand : call.getOperandList()) {
      validator.deriveType(operandScope, operand);
    }
    return validateOperands(validator, operandScope, call);
  }

  @Override
  public String toString() {
    return getName().toLowerCase(Locale.ROOT);
  }

  /** How Calcite's generated code computes the function. */
  private record Evaluation(StateKind kind, boolean merges)
      implements AggregateFunction, ImplementableAggFunction {

    @Override
    public AggImplementor getImplementor(boolean windowContext) {
      return new StateImplementor(kind, merges, windowContext);
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
