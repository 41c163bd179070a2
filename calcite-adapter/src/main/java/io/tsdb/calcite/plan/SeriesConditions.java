package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.SeriesChoice;
import io.tsdb.calcite.function.TsdbOperators;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.Util;

/** Conditions on labels alone that SQLite cannot decide, such as {@code UPPER(host) = 'A'}. */
final class SeriesConditions {

  private final SqliteExpressions expressions;
  private final RexBuilder rexBuilder;

  SeriesConditions(SqliteExpressions expressions, RexBuilder rexBuilder) {
    this.expressions = expressions;
    this.rexBuilder = rexBuilder;
  }

  /** Holds for all rows for which the condition does; empty if that is about more than labels. */
  Optional<SqlFragment> necessary(RexNode condition) {
    if (!RexUtil.isDeterministic(condition)) {
      return Optional.empty();
    }
    LabelRewrite labels = new LabelRewrite();
    RexNode overLabels;
    try {
      overLabels = condition.accept(labels);
    } catch (Util.FoundOne e) {
      return Optional.empty();
    }
    return labels.found.isEmpty()
        ? Optional.empty()
        : SqlFragment.all(labels.found.stream().map(expressions::output).toList())
            .map(
                texts -> {
                  SqlFragment select = texts(texts);
                  LazyExpression test = new LazyExpression(rexBuilder, overLabels, labels.type());
                  return chosen(
                      SeriesChoice.computed(select.sql(), select.values(), texts.size(), test));
                });
  }

  /** Holds for all rows that have a partner in a join, as far as a label tells. */
  SqlFragment joined(JoinFilter.InTexts join) {
    SqlFragment text =
        expressions.output(join.text()).orElseThrow(() -> SegmentSql.unexpected(join.text()));
    SqlFragment select = texts(List.of(text));
    return chosen(SeriesChoice.joined(select.sql(), select.values(), join.side(), join.column()));
  }

  private static SqlFragment texts(List<SqlFragment> texts) {
    return SqlFragment.list("SELECT r.id, ", ", ", texts, " FROM series AS r");
  }

  private static SqlFragment chosen(SeriesChoice choice) {
    SqlFragment ids = SqlFragment.value(new RunValue.ChosenSeries(choice));
    return SqlFragment.join(
        List.of("(", " IS NULL OR s.series IN (SELECT value FROM json_each(", ")))"),
        List.of(ids, ids));
  }

  /** Makes what SQLite takes out of labels the columns of a row. */
  private final class LabelRewrite extends RexShuttle {

    private final List<RexNode> found = new ArrayList<>();

    RelDataType type() {
      RelDataTypeFactory.Builder builder = rexBuilder.getTypeFactory().builder();
      for (int i = 0; i < found.size(); i++) {
        builder.add("label" + i, found.get(i).getType());
      }
      return builder.build();
    }

    private RexNode column(RexNode text) {
      int index = found.indexOf(text);
      if (index < 0) {
        index = found.size();
        found.add(text);
      }
      return new RexInputRef(index, text.getType());
    }

    @Override
    public RexNode visitInputRef(RexInputRef inputRef) {
      if (!expressions.isOfSeries(inputRef)) {
        throw Util.FoundOne.NULL;
      }
      return column(inputRef);
    }

    @Override
    public RexNode visitCall(RexCall call) {
      if (call.getOperator() == TsdbOperators.TEXT_MATCH) {
        throw Util.FoundOne.NULL;
      }
      boolean member =
          call.getOperator() == TsdbOperators.JSON_GET
              || call.getOperator() == TsdbOperators.JSON_GET_TEXT;
      return member && expressions.isOfSeries(call) ? column(call) : super.visitCall(call);
    }

    @Override
    public RexNode visitOver(RexOver over) {
      throw Util.FoundOne.NULL;
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subQuery) {
      throw Util.FoundOne.NULL;
    }

    @Override
    public RexNode visitCorrelVariable(RexCorrelVariable variable) {
      throw Util.FoundOne.NULL;
    }
  }
}
