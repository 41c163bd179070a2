package io.tsdb.benchmarks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of a benchmark's table.
 *
 * @param subject what is done
 * @param store where the segments lie
 * @param measure what is measured, with its unit
 * @param figure what was reached
 * @param target what it should be; absent: it only explains the others
 */
record Row(String subject, String store, String measure, double figure, Optional<Target> target) {

  private static final String FORMAT = "%-46s %-19s %-34s %12s %10s  %s";

  Row {
    if (!Double.isFinite(figure)) {
      throw new IllegalArgumentException(
          "Expected a finite figure for " + measure + " of " + subject + ", found " + figure);
    }
  }

  static Row atMost(String subject, String store, String measure, double figure, double limit) {
    return new Row(subject, store, measure, figure, Optional.of(new Target.AtMost(limit)));
  }

  static Row atLeast(String subject, String store, String measure, double figure, double limit) {
    return new Row(subject, store, measure, figure, Optional.of(new Target.AtLeast(limit)));
  }

  static Row told(String subject, String store, String measure, double figure) {
    return new Row(subject, store, measure, figure, Optional.empty());
  }

  static String header() {
    return line("case", "store", "measure", "reached", "target", "");
  }

  /** Its line in the table: columns separated by at least one space. */
  String line() {
    return line(
        subject,
        store,
        measure,
        number(figure),
        target.map(Target::toString).orElse("-"),
        target.map(each -> each.isMetBy(figure) ? "ok" : "missed").orElse(""));
  }

  private static String line(String... columns) {
    return String.format(Locale.ROOT, FORMAT, (Object[]) columns).stripTrailing();
  }

  /** Whole numbers as they are, others with four digits. */
  static String number(double figure) {
    return figure == Math.rint(figure)
        ? String.format(Locale.ROOT, "%,d", (long) figure)
        : new BigDecimal(figure).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
