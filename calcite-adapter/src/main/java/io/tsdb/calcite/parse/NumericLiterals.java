package io.tsdb.calcite.parse;

import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * Makes literals of numbers. Their length has a limit, since the time that Java takes to read one
 * grows with its square.
 */
final class NumericLiterals {

  /** Most characters of a number, far beyond what any type holds. */
  static final int MOST_CHARACTERS = 1000;

  private NumericLiterals() {}

  /**
   * A number without exponent.
   *
   * @throws StatementException if it is too long
   */
  static SqlNumericLiteral exact(String image, SqlParserPos position) {
    return SqlLiteral.createExactNumeric(checked(image, position), position);
  }

  /**
   * A number with an exponent.
   *
   * @throws StatementException if it is too long
   */
  static SqlNumericLiteral approximate(String image, SqlParserPos position) {
    return SqlLiteral.createApproxNumeric(checked(image, position), position);
  }

  private static String checked(String image, SqlParserPos position) {
    if (image.length() > MOST_CHARACTERS) {
      throw new StatementException(
          position,
          "Expected a number of at most "
              + MOST_CHARACTERS
              + " characters, found one of "
              + image.length()
              + ". A DOUBLE holds 17 digits, and is written as 1.5e300");
    }
    return image;
  }
}
