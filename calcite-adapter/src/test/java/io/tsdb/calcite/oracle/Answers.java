package io.tsdb.calcite.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Compares rows of ours with rows of SQLite. */
final class Answers {

  private Answers() {}

  /** Whether both are the same rows, in the order that the statement demands. */
  static boolean agree(Statement statement, List<List<Object>> ours, List<List<Object>> oracle) {
    List<List<String>> left = plain(ours);
    List<List<String>> right = plain(oracle);
    if (!keys(statement, left).equals(keys(statement, right))) {
      return false;
    }
    if (!statement.total()) {
      left.sort(Comparator.comparing(List::toString));
      right.sort(Comparator.comparing(List::toString));
    }
    return left.equals(right);
  }

  private static List<List<String>> keys(Statement statement, List<List<String>> rows) {
    return rows.stream().map(row -> statement.sortedBy().stream().map(row::get).toList()).toList();
  }

  private static List<List<String>> plain(List<List<Object>> rows) {
    List<List<String>> plain = new ArrayList<>();
    for (List<Object> row : rows) {
      plain.add(row.stream().map(Answers::plain).toList());
    }
    return plain;
  }

  /** Equal numbers as equal texts, whatever their types; SQLite has 0 and 1 for truth values. */
  private static String plain(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? "1" : "0";
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number)
          ? new BigDecimal(number).add(BigDecimal.ZERO).stripTrailingZeros().toPlainString()
          : Double.toString(number);
    }
    if (value instanceof Number number) {
      return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    }
    return value == null ? "NULL" : "'" + value + "'";
  }
}
