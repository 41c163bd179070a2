package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunType;
import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.TimeText;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.Util;

/**
 * Expressions that have one value for a whole run of a query: literals, {@code ?},
 * CURRENT_TIMESTAMP, and what is computed of those. Calcite computes them when the run begins, and
 * SQLite gets the result.
 */
final class RunConstants {

  private final RexBuilder rexBuilder;

  RunConstants(RexBuilder rexBuilder) {
    this.rexBuilder = rexBuilder;
  }

  /** How a type crosses to SQLite and back; empty if it does not. */
  static Optional<RunType> type(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case TIMESTAMP, BIGINT, INTEGER, SMALLINT, TINYINT -> Optional.of(RunType.LONG);
      case DOUBLE, FLOAT -> Optional.of(RunType.DOUBLE);
      case CHAR, VARCHAR -> Optional.of(RunType.TEXT);
      case BOOLEAN -> Optional.of(RunType.BOOLEAN);
      default -> Optional.empty();
    };
  }

  static boolean isConstant(RexNode node) {
    if (!RexUtil.isDeterministic(node)) {
      return false;
    }
    try {
      node.accept(new RowDependence());
      return true;
    } catch (Util.FoundOne e) {
      return false;
    }
  }

  /**
   * The value of a constant as SQLite is to get it.
   *
   * @param type what it is converted to; a numeric constant may become a DOUBLE
   * @return empty if the expression is no constant, null, or of another type
   */
  Optional<RunValue> value(RexNode node, RunType type) {
    if (node instanceof RexLiteral literal) {
      return literal.isNull() ? Optional.empty() : literal(literal, type);
    }
    if (!isConstant(node) || !convertible(node.getType(), type)) {
      return Optional.empty();
    }
    OptionalLong time = isoTime(node);
    return Optional.of(
        time.isPresent() ? new RunValue.Constant(time.getAsLong()) : computed(node, type));
  }

  /** A date that is a constant, as days since 1970; empty if it is none, or null. */
  Optional<RunValue> day(RexNode node) {
    if (node.getType().getSqlTypeName() != SqlTypeName.DATE || !isConstant(node)) {
      return Optional.empty();
    }
    if (node instanceof RexLiteral literal) {
      Integer days = literal.getValueAs(Integer.class);
      return days == null ? Optional.empty() : constant(days.longValue());
    }
    return Optional.of(computed(node, RunType.LONG));
  }

  /** A cast of {@code '2024-01-01T00:00:00Z'}, which Calcite refuses. */
  private static OptionalLong isoTime(RexNode node) {
    return node.getKind() == SqlKind.CAST
            && node.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP
            && ((RexCall) node).getOperands().get(0) instanceof RexLiteral literal
            && literal.getValue() instanceof NlsString text
            && TimeText.isIso(text.getValue())
        ? TimeText.millis(text.getValue())
        : OptionalLong.empty();
  }

  /** A constant that is known only when the query runs. */
  private RunValue.Computed computed(RexNode node, RunType type) {
    if (node instanceof RexDynamicParam parameter) {
      String name = parameter.getName();
      return new RunValue.Computed(
          "parameter " + (parameter.getIndex() + 1), type, context -> context.get(name));
    }
    return new RunValue.Computed(node.toString(), type, new LazyExpression(rexBuilder, node));
  }

  private static boolean convertible(RelDataType from, RunType to) {
    Optional<RunType> own = type(from);
    boolean number =
        switch (from.getSqlTypeName()) {
          case BIGINT, INTEGER, SMALLINT, TINYINT, DECIMAL, REAL -> true;
          default -> false;
        };
    return own.isPresent() && own.get() == to || number && to == RunType.DOUBLE;
  }

  private static Optional<RunValue> literal(RexLiteral literal, RunType type) {
    if (!convertible(literal.getType(), type)) {
      return Optional.empty();
    }
    return switch (type) {
      case LONG -> {
        Long value = literal.getValueAs(Long.class);
        yield value == null ? Optional.empty() : constant(value);
      }
      case DOUBLE -> {
        double value = number(literal);
        yield Double.isFinite(value) ? constant(value) : Optional.empty();
      }
      case TEXT -> {
        String text = literal.getValueAs(String.class);
        yield text == null || !isUnicode(text) ? Optional.empty() : constant(text);
      }
      case BOOLEAN -> constant(literal.isAlwaysTrue() ? 1L : 0L);
    };
  }

  private static double number(RexLiteral literal) {
    return literal.getValue() instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private static Optional<RunValue> constant(Object value) {
    return Optional.of(new RunValue.Constant(value));
  }

  /** A text with a lone surrogate has no UTF-8, so SQLite cannot be given it. */
  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(c -> c <= 0xFFFF && Character.isSurrogate((char) c));
  }

  /** Finds what makes an expression differ between rows. */
  private static final class RowDependence extends RexVisitorImpl<Void> {

    RowDependence() {
      super(true);
    }

    @Override
    public Void visitInputRef(RexInputRef inputRef) {
      throw Util.FoundOne.NULL;
    }

    @Override
    public Void visitFieldAccess(RexFieldAccess fieldAccess) {
      throw Util.FoundOne.NULL;
    }

    @Override
    public Void visitOver(RexOver over) {
      throw Util.FoundOne.NULL;
    }

    @Override
    public Void visitSubQuery(RexSubQuery subQuery) {
      throw Util.FoundOne.NULL;
    }
  }
}
