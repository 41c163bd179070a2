package io.tsdb.calcite.plan;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.EnumerableValues;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Linq4j;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;

/**
 * Many rows of literals, as of a long list in IN. They are handed to the generated code; Calcite
 * writes them into it, where a Java method has room for some thousands.
 */
public final class ConstantRows extends Values implements EnumerableRel {

  /** Most rows that are written into the code, which is then shared between equal plans. */
  static final int MOST_IN_CODE = 50;

  private static final Method ROWS = rowsMethod();

  private ConstantRows(
      RelOptCluster cluster,
      RelDataType rowType,
      ImmutableList<ImmutableList<RexLiteral>> tuples,
      RelTraitSet traits) {
    super(cluster, rowType, tuples, traits);
  }

  /** The rows; in one object, for code to be given. */
  public record Rows(List<Object[]> all) {

    /** What a row takes of the heap, in chars of code; an array, an object, some digits. */
    private static final long CHARS_PER_ROW = 10;

    /** About how much it takes, in chars of code. */
    long chars() {
      return CHARS_PER_ROW * all.size();
    }
  }

  private static Method rowsMethod() {
    try {
      return ConstantRows.class.getMethod("rows", Rows.class);
    } catch (NoSuchMethodException e) {
      throw new AssertionError("ConstantRows.rows is missing", e);
    }
  }

  /** Generated code calls this at each run of the plan. */
  public static Enumerable<Object[]> rows(Rows rows) {
    return Linq4j.asEnumerable(rows.all());
  }

  /** A finished plan with these in place of Calcite's own, where there are many rows. */
  static RelNode place(RelNode plan) {
    if (plan instanceof EnumerableValues values
        && values.getTuples().size() > MOST_IN_CODE
        && values.getRowType().getFieldList().stream().allMatch(ConstantRows::isKnown)) {
      return new ConstantRows(
          values.getCluster(), values.getRowType(), values.tuples, values.getTraitSet());
    }
    List<RelNode> inputs = new ArrayList<>();
    boolean changed = false;
    for (RelNode input : plan.getInputs()) {
      RelNode placed = place(input);
      changed |= placed != input;
      inputs.add(placed);
    }
    return changed ? plan.copy(plan.getTraitSet(), inputs) : plan;
  }

  private static boolean isKnown(RelDataTypeField field) {
    return javaType(field.getType()).isPresent();
  }

  /** What Calcite's code takes for a value of a type. */
  private static Optional<Class<?>> javaType(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case DOUBLE -> Optional.of(Double.class);
      case BIGINT, TIMESTAMP -> Optional.of(Long.class);
      case INTEGER, DATE -> Optional.of(Integer.class);
      case BOOLEAN -> Optional.of(Boolean.class);
      case CHAR, VARCHAR -> Optional.of(String.class);
      default -> Optional.empty();
    };
  }

  @Override
  public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
    return new ConstantRows(getCluster(), getRowType(), tuples, traits);
  }

  @Override
  public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
    List<Class<?>> types =
        getRowType().getFieldList().stream()
            .<Class<?>>map(field -> javaType(field.getType()).orElseThrow())
            .toList();
    List<Object[]> all = new ArrayList<>();
    for (List<RexLiteral> tuple : tuples) {
      Object[] row = new Object[tuple.size()];
      for (int i = 0; i < row.length; i++) {
        row[i] = tuple.get(i).isNull() ? null : tuple.get(i).getValueAs(types.get(i));
      }
      all.add(row);
    }
    Expression rows = implementor.stash(new Rows(List.copyOf(all)), Rows.class);
    return ArrayRows.result(implementor, getRowType(), Expressions.call(ROWS, rows));
  }
}
