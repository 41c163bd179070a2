package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Period;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.calcite.avatica.util.ByteString;

/** Reads a value of a row, as Calcite holds it, as the Java type that a getter asks for. */
final class ColumnValue {

  /** Of one char; a pair of them takes four. */
  private static final int MOST_BYTES_OF_UTF8 = 3;

  private ColumnValue() {}

  /** What {@code getObject} answers: the type that {@link ColumnType.Kind#javaClass} names. */
  static Object object(Column column, Object value) throws SQLException {
    return switch (column.type().kind()) {
      case TINYINT -> (byte) whole(column, value, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
      case SMALLINT -> (short) whole(column, value, Short.MIN_VALUE, Short.MAX_VALUE, "short");
      case INTEGER -> (int) whole(column, value, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
      case BIGINT -> whole(column, value, Long.MIN_VALUE, Long.MAX_VALUE, "long");
      case DECIMAL -> decimal(column, value);
      case DOUBLE -> floating(column, value);
      case BINARY -> bytes(column, value);
      case DATE -> ColumnTime.date(column, value, null);
      case TIME -> ColumnTime.time(column, value, null);
      case TIMESTAMP -> ColumnTime.timestamp(column, value);
      case MONTHS -> Period.ofMonths(((Number) value).intValue()).normalized();
      case MILLISECONDS -> Duration.ofMillis(((Number) value).longValue());
      case BOOLEAN, TEXT, OTHER -> value;
    };
  }

  /** As text: times in UTC, binary as hexadecimal digits, intervals as ISO 8601 has them. */
  static String text(Column column, Object value) throws SQLException {
    return switch (column.type().kind()) {
      case DATE -> ColumnTime.localDate(column, value).toString();
      case TIME -> ColumnTime.localTime(column, value).toString();
      case TIMESTAMP -> TimeText.write(ColumnTime.instant(column, value));
      case MONTHS, MILLISECONDS -> object(column, value).toString();
      case BINARY -> HexFormat.of().formatHex(bytes(column, value));
      case DECIMAL -> Decimals.text(decimal(column, value));
      case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DOUBLE, TEXT, OTHER -> value.toString();
    };
  }

  /** As a truth value: a number other than 0, or the usual words. */
  static boolean truth(Column column, Object value) throws SQLException {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof Number number && column.type().signed()) {
      return number.doubleValue() != 0;
    }
    if (value instanceof String text) {
      switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "true", "t", "yes", "y", "on", "1" -> {
          return true;
        }
        case "false", "f", "no", "n", "off", "0" -> {
          return false;
        }
        default -> throw column.cannotBe("boolean");
      }
    }
    throw column.cannotBe("boolean");
  }

  /** As a whole number; a fraction is cut off. A timestamp is its epoch milliseconds. */
  static long whole(Column column, Object value, long least, long most, String wanted)
      throws SQLException {
    if (value instanceof Long || value instanceof Integer) {
      if (column.type().signed() || column.type().kind() == ColumnType.Kind.TIMESTAMP) {
        long number = ((Number) value).longValue();
        if (number < least || number > most) {
          throw outOfRange(column, value, wanted);
        }
        return number;
      }
    }
    BigDecimal number = decimal(column, value);
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw outOfRange(column, value, wanted);
    }
    return number.longValue();
  }

  private static SQLException outOfRange(Column column, Object value, String wanted) {
    return SqlState.OUT_OF_RANGE.error(
        "Column " + column.label() + " holds " + value + ", which does not fit " + wanted);
  }

  static double floating(Column column, Object value) throws SQLException {
    if (value instanceof Number number && column.type().signed()) {
      return number.doubleValue();
    }
    return decimal(column, value).doubleValue();
  }

  static BigDecimal decimal(Column column, Object value) throws SQLException {
    try {
      if (value instanceof String text) {
        return new BigDecimal(text.strip());
      }
      if (value instanceof Boolean truth) {
        return truth ? BigDecimal.ONE : BigDecimal.ZERO;
      }
      boolean number =
          column.type().signed()
              || column.type().kind() == ColumnType.Kind.TIMESTAMP
              || column.type().kind() == ColumnType.Kind.OTHER;
      if (value instanceof Number && number) {
        // By its text, so that 0.1 stays 0.1.
        return value instanceof BigDecimal exact ? exact : new BigDecimal(value.toString());
      }
    } catch (NumberFormatException e) {
      throw SqlState.INVALID_CAST.error(
          "Column " + column.label() + " holds " + value + ", which is no number", e);
    }
    throw column.cannotBe("a number");
  }

  /**
   * A text or bytes without what exceeds a limit; anything else as it is.
   *
   * @param most bytes, of a text those of UTF-8, of which no character is cut in two
   */
  static Object limited(Object value, int most) {
    if (value instanceof ByteString bytes) {
      return bytes.length() <= most ? bytes : bytes.substring(0, most);
    }
    if (!(value instanceof String text) || text.length() <= most / MOST_BYTES_OF_UTF8) {
      return value;
    }
    int end = 0;
    for (int left = most; end < text.length(); ) {
      int character = text.codePointAt(end);
      left -= character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (left < 0) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  /** As bytes; those of a text are UTF-8. */
  static byte[] bytes(Column column, Object value) throws SQLException {
    if (value instanceof ByteString bytes) {
      return bytes.getBytes();
    }
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw column.cannotBe("bytes");
  }
}
