package io.tsdb.ingest.influx;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads field values that are no strings: decimals, integers with {@code i} or {@code u} behind
 * them, booleans. NaN, infinities and hexadecimal are none.
 */
final class LineNumber {

  /** So many decimal digits always fit into a long. */
  private static final int LONG_DIGITS = 18;

  /** Longer ones are no number that anybody means. */
  private static final int LONGEST = 1_000;

  private static final long EXACT = 1L << 53;

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final BigInteger TWO_TO_63 = BigInteger.ONE.shiftLeft(63);
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private LineNumber() {}

  /**
   * The number that the bytes are, infinite if it is beyond a double; NaN if they are none.
   *
   * @param to behind the last of them
   */
  static double parse(byte[] bytes, int from, int to) {
    if (from == to || to - from > LONGEST) {
      return Double.NaN;
    }
    boolean negative = bytes[from] == '-';
    int digitsFrom = negative || bytes[from] == '+' ? from + 1 : from;
    long mantissa = 0;
    int at = digitsFrom;
    while (at < to && isDigit(bytes[at])) {
      mantissa = mantissa * 10 + (bytes[at++] - '0');
    }
    int digits = at - digitsFrom;
    if (digits > 0 && digits <= LONG_DIGITS && at == to - 1 && isWholeSuffix(bytes[at])) {
      return negative && bytes[at] == 'u' && mantissa != 0
          ? Double.NaN
          : negative ? -mantissa : mantissa;
    }
    int scale = 0;
    if (at < to && bytes[at] == '.') {
      int fractionFrom = ++at;
      while (at < to && isDigit(bytes[at])) {
        mantissa = mantissa * 10 + (bytes[at++] - '0');
      }
      scale = at - fractionFrom;
    }
    if (digits + scale == 0) {
      return bool(bytes, from, to);
    }
    // Both exact, so that their quotient is rounded once, which is right.
    if (at == to && digits + scale <= LONG_DIGITS && mantissa <= EXACT) {
      double magnitude = mantissa / POWERS[scale];
      return negative ? -magnitude : magnitude;
    }
    return slow(bytes, from, at, to);
  }

  /**
   * @param at behind digits and fraction
   */
  private static double slow(byte[] bytes, int from, int at, int to) {
    if (at == to - 1 && isWholeSuffix(bytes[at])) {
      return whole(bytes, from, at);
    }
    int end = at;
    if (end < to && (bytes[end] == 'e' || bytes[end] == 'E')) {
      end++;
      if (end < to && (bytes[end] == '-' || bytes[end] == '+')) {
        end++;
      }
      int exponentFrom = end;
      while (end < to && isDigit(bytes[end])) {
        end++;
      }
      if (end == exponentFrom) {
        return Double.NaN;
      }
    }
    return end == to ? JavaDoubleParser.parseDouble(bytes, from, to - from) : Double.NaN;
  }

  /** An integer of any length, if its type holds it. */
  private static double whole(byte[] bytes, int from, int suffix) {
    for (int i = from; i < suffix; i++) {
      if (bytes[i] == '.') {
        return Double.NaN;
      }
    }
    BigInteger number =
        new BigInteger(new String(bytes, from, suffix - from, StandardCharsets.ISO_8859_1));
    boolean unsigned = bytes[suffix] == 'u';
    BigInteger first = unsigned ? BigInteger.ZERO : TWO_TO_63.negate();
    BigInteger end = unsigned ? TWO_TO_64 : TWO_TO_63;
    return number.compareTo(first) >= 0 && number.compareTo(end) < 0
        ? number.doubleValue()
        : Double.NaN;
  }

  private static double bool(byte[] bytes, int from, int to) {
    return switch (new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)) {
      case "t", "T", "true", "True", "TRUE" -> 1;
      case "f", "F", "false", "False", "FALSE" -> 0;
      default -> Double.NaN;
    };
  }

  private static boolean isDigit(byte unit) {
    return unit >= '0' && unit <= '9';
  }

  private static boolean isWholeSuffix(byte unit) {
    return unit == 'i' || unit == 'u';
  }
}
