package io.tsdb.calcite.plan;

import io.tsdb.calcite.execute.RunValue;
import io.tsdb.calcite.execute.TimeFilter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What EXPLAIN tells of the values that segments are given, and of the times that choose them. */
final class PlanText {

  private PlanText() {}

  /** The values of the {@code ?} in a segment's SQL, in their order. */
  static String values(List<RunValue> values) {
    return values.stream().map(PlanText::value).collect(Collectors.joining(", "));
  }

  private static String value(RunValue value) {
    if (value instanceof RunValue.Constant constant) {
      return constant.value() instanceof String text
          ? "'" + text.replace("'", "''") + "'"
          : constant.value().toString();
    }
    if (value instanceof RunValue.Computed computed) {
      return computed.name();
    }
    if (value instanceof RunValue.Row row) {
      return row == RunValue.Row.FIRST ? "first row" : "last row";
    }
    if (value instanceof RunValue.Bound bound) {
      return bound == RunValue.Bound.START ? "start of its time" : "end of its time";
    }
    return value instanceof RunValue.Glob glob
        ? "GLOB of " + glob.pattern().name()
        : value.toString();
  }

  /** Which segments, and rows of them, are read; empty if all. */
  static String times(TimeFilter filter) {
    if (filter instanceof TimeFilter.Compared compared) {
      String sign =
          switch (compared.comparison()) {
            case EQUAL -> "=";
            case LESS -> "<";
            case LESS_OR_EQUAL -> "<=";
            case GREATER -> ">";
            case GREATER_OR_EQUAL -> ">=";
          };
      return time(compared.least(), compared.most()) + " " + sign + " " + instant(compared);
    }
    if (filter instanceof TimeFilter.All all) {
      return joined(all.filters(), " AND ");
    }
    if (filter instanceof TimeFilter.Any any) {
      return joined(any.filters(), " OR ");
    }
    return "";
  }

  private static String time(long least, long most) {
    if (least == 0 && most == 0) {
      return "ts";
    }
    return least == most ? "ts + " + least + " ms" : "ts + (" + least + " to " + most + " ms)";
  }

  private static String instant(TimeFilter.Compared compared) {
    return compared.instant() instanceof RunValue.Constant constant
            && constant.value() instanceof Long millis
        ? Instant.ofEpochMilli(millis).toString()
        : value(compared.instant());
  }

  private static String joined(List<TimeFilter> filters, String operator) {
    List<String> texts =
        filters.stream().map(PlanText::times).filter(text -> !text.isEmpty()).toList();
    // one that says nothing makes the others say nothing
    if (operator.equals(" OR ") && texts.size() < filters.size()) {
      return "";
    }
    return texts.size() == 1
        ? texts.get(0)
        : String.join(
            operator,
            texts.stream()
                .map(
                    text ->
                        text.contains(" OR ") || text.contains(" AND ") ? "(" + text + ")" : text)
                .toList());
  }
}
