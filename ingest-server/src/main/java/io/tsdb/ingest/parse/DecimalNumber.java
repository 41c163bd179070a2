package io.tsdb.ingest.parse;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** A decimal number as text formats write it; no hexadecimal, no NaN, no suffix. */
final class DecimalNumber {

  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  /** Longer ones are refused before the pattern sees them. */
  private static final int LENGTH = 1_000;

  private DecimalNumber() {}

  /** The number, infinite if it is beyond the range of a double; empty if the text is none. */
  static OptionalDouble parse(String text) {
    return text.length() <= LENGTH && DECIMAL.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
