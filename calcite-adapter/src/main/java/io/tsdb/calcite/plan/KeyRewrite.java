package io.tsdb.calcite.plan;

import io.tsdb.calcite.function.TsdbOperators;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.TimestampString;

/**
 * Collects the keys by which segments group. A key of the query that SQLite does not compute, such
 * as {@code UPPER(host)}, {@code EXTRACT(HOUR FROM ts)} or {@code FLOOR(ts TO MONTH)}, becomes an
 * expression over keys that it does: labels, and the hour or day of {@code ts}, which tell it.
 *
 * <p>Other columns are no keys of segments: where they differ from row to row, grouping twice took
 * about twice as long.
 */
final class KeyRewrite {

  private static final long HOUR = 3_600_000;
  private static final long DAY = 86_400_000;

  private final SqliteExpressions expressions;
  private final RexBuilder rexBuilder;
  private final List<RexNode> partialKeys = new ArrayList<>();

  KeyRewrite(SqliteExpressions expressions, RexBuilder rexBuilder) {
    this.expressions = expressions;
    this.rexBuilder = rexBuilder;
  }

  /** The keys of the segments, over the columns of {@code events}. */
  List<RexNode> partialKeys() {
    return partialKeys;
  }

  /**
   * A key as an expression over the {@link #partialKeys}, to which it adds what it needs.
   *
   * @param key over the columns of {@code events}
   */
  Optional<RexNode> rewrite(RexNode key) {
    return RexUtil.isDeterministic(key) ? computed(key) : Optional.empty();
  }

  private RexNode partialKey(RexNode key) {
    int index = partialKeys.indexOf(key);
    if (index < 0) {
      index = partialKeys.size();
      partialKeys.add(key);
    }
    return new RexInputRef(index, key.getType());
  }

  private Optional<RexNode> computed(RexNode node) {
    if (RunConstants.isConstant(node)) {
      return Optional.of(node);
    }
    if ((expressions.isOfSeries(node) || isBucket(node)) && expressions.output(node).isPresent()) {
      return Optional.of(partialKey(node));
    }
    if (!(node instanceof RexCall call)) {
      return Optional.empty();
    }
    OptionalLong width = widthThatTells(call);
    List<RexNode> operands = new ArrayList<>();
    for (RexNode operand : call.getOperands()) {
      Optional<RexNode> rewritten =
          EventColumns.isTime(operand)
              ? width.stream().mapToObj(millis -> partialKey(bucket(operand, millis))).findFirst()
              : computed(operand);
      if (rewritten.isEmpty()) {
        return Optional.empty();
      }
      operands.add(rewritten.get());
    }
    return Optional.of(call.clone(call.getType(), operands));
  }

  private static boolean isBucket(RexNode node) {
    return node instanceof RexCall call
        && (call.getOperator() == TsdbOperators.TIME_BUCKET || call.getKind() == SqlKind.FLOOR)
        && EventColumns.isTime(call.getOperands().get(0));
  }

  /** Length of buckets of {@code ts} within which a function of it stays the same. */
  private static OptionalLong widthThatTells(RexCall call) {
    if (call.getOperator() == TsdbOperators.TIME_BUCKET) {
      return call.getOperands().get(3) instanceof RexLiteral origin
              && !origin.isNull()
              && origin.getValueAs(Long.class) % DAY == 0
              && RexLiteral.intValue(call.getOperands().get(2)) > 0
          ? OptionalLong.of(DAY)
          : OptionalLong.empty();
    }
    return switch (call.getKind()) {
      case CAST ->
          call.getType().getSqlTypeName() == SqlTypeName.DATE
              ? OptionalLong.of(DAY)
              : OptionalLong.empty();
      case FLOOR ->
          call.getOperands().size() == 2
              ? widthThatTells(call.getOperands().get(1))
              : OptionalLong.empty();
      case EXTRACT -> widthThatTells(call.getOperands().get(0));
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong widthThatTells(RexNode unit) {
    if (!(unit instanceof RexLiteral flag) || !(flag.getValue() instanceof TimeUnitRange range)) {
      return OptionalLong.empty();
    }
    return switch (range) {
      case HOUR -> OptionalLong.of(HOUR);
      case DAY, DOW, ISODOW, DOY, WEEK, MONTH, QUARTER, YEAR, ISOYEAR -> OptionalLong.of(DAY);
      default -> OptionalLong.empty();
    };
  }

  private RexNode bucket(RexNode time, long millis) {
    return rexBuilder.makeCall(
        time.getType(),
        TsdbOperators.TIME_BUCKET,
        List.of(
            time,
            rexBuilder.makeExactLiteral(BigDecimal.valueOf(millis)),
            rexBuilder.makeExactLiteral(BigDecimal.ZERO),
            rexBuilder.makeTimestampLiteral(TimestampString.fromMillisSinceEpoch(0), 3)));
  }
}
