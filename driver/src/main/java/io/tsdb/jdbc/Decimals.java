package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;

/**
 * Decimals written out in full. One of a few characters, such as {@code 1e999999999}, can have more
 * digits than there is memory; no more than {@value #MOST_DIGITS} are ever written.
 */
final class Decimals {

  /** On either side of the point. The smallest double has 1,074. */
  static final int MOST_DIGITS = 10_000;

  private Decimals() {}

  private static boolean isLong(BigDecimal value) {
    return Math.abs((long) value.scale()) > MOST_DIGITS;
  }

  /** Without an exponent, but for those that would be too long. */
  static String text(BigDecimal value) {
    return isLong(value) ? value.toString() : value.toPlainString();
  }

  /** Rounded half up to so many digits after the point. */
  static BigDecimal scaled(BigDecimal value, int scale) throws SQLException {
    if (Math.abs((long) scale) > MOST_DIGITS || isLong(value)) {
      throw SqlState.OUT_OF_RANGE.error(
          "Expected a scale from -"
              + MOST_DIGITS
              + " to "
              + MOST_DIGITS
              + ", found one of "
              + scale
              + " for "
              + value);
    }
    return value.setScale(scale, RoundingMode.HALF_UP);
  }

  /** Without its fraction. */
  static BigInteger whole(BigDecimal value) throws SQLException {
    if (isLong(value)) {
      throw SqlState.OUT_OF_RANGE.error(
          "Expected a number of at most " + MOST_DIGITS + " digits, found " + value);
    }
    return value.toBigInteger();
  }
}
