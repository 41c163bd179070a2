package io.tsdb.calcite.plan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.prepare.CalciteSqlValidator;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;

/**
 * Calcite's validator, which infers the type of {@code ?} in the conditions of a CASE before it
 * asks for the type of the CASE. Calcite asks first where the CASE is an operand, and fails.
 */
final class StatementValidator extends CalciteSqlValidator {

  /** Of which the conditions are done; each once, however deeply they are nested. */
  private final Set<SqlCase> inferred = Collections.newSetFromMap(new IdentityHashMap<>());

  private StatementValidator(
      SqlValidatorImpl model, CalciteCatalogReader reader, JavaTypeFactory types) {
    super(model.getOperatorTable(), reader, types, model.config());
  }

  /** A validator with the operators and the settings of another one. */
  static StatementValidator like(
      SqlValidatorImpl model, CalciteCatalogReader reader, JavaTypeFactory types) {
    return new StatementValidator(model, reader, types);
  }

  @Override
  protected void inferUnknownTypes(RelDataType type, SqlValidatorScope scope, SqlNode node) {
    if (node instanceof SqlCall call && !call.isA(SqlKind.QUERY)) {
      SqlValidatorScope own = scopes.getOrDefault(node, scope);
      call.accept(new Conditions(own));
    }
    super.inferUnknownTypes(type, scope, node);
  }

  /** Infers the types in the conditions of each CASE, sub-queries excepted. */
  private final class Conditions extends SqlBasicVisitor<Void> {

    private final SqlValidatorScope scope;
    private final RelDataType booleanType = typeFactory.createSqlType(SqlTypeName.BOOLEAN);

    Conditions(SqlValidatorScope scope) {
      this.scope = scope;
    }

    @Override
    public Void visit(SqlCall call) {
      if (call.isA(SqlKind.QUERY)) {
        return null;
      }
      if (call instanceof SqlCase cases && cases.getValueOperand() == null && inferred.add(cases)) {
        cases.getWhenOperands().forEach(each -> inferUnknownTypes(booleanType, scope, each));
      }
      return super.visit(call);
    }
  }
}
