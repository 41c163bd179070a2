package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.Locale;
import org.apache.calcite.avatica.AvaticaParameter;
import org.apache.calcite.avatica.util.ByteString;

/**
 * A {@code ?} of a statement: takes what a setter was given and makes of it what Calcite holds for
 * the parameter's type. Times without an offset are UTC.
 *
 * @param jdbcType of {@link java.sql.Types}, as inferred from where it stands in the statement
 */
record QueryParameter(int jdbcType, String typeName, int precision, int scale) {

  static QueryParameter of(AvaticaParameter parameter) {
    return new QueryParameter(
        parameter.parameterType,
        parameter.typeName,
        Math.max(parameter.precision, 0),
        Math.max(parameter.scale, 0));
  }

  /**
   * The value as Calcite holds it; null stays null.
   *
   * @param number of the parameter, from 1, for messages
   */
  Object convert(int number, Object value) throws SQLException {
    if (value == null) {
      return null;
    }
    try {
      return switch (type()) {
        case TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> instant(value);
        case DATE -> Math.toIntExact(Math.floorDiv(instant(value), MILLISECONDS_OF_DAY));
        case TIME, TIME_WITH_TIMEZONE ->
            Math.toIntExact(Math.floorMod(instant(value), MILLISECONDS_OF_DAY));
        case TINYINT -> decimal(value).byteValueExact();
        case SMALLINT -> decimal(value).shortValueExact();
        case INTEGER -> decimal(value).intValueExact();
        case BIGINT -> decimal(value).longValueExact();
        case REAL -> decimal(value).floatValue();
        case FLOAT, DOUBLE ->
            value instanceof Double ? value : (Object) decimal(value).doubleValue();
        case DECIMAL, NUMERIC -> decimal(value);
        case CHAR, VARCHAR, LONGVARCHAR, NCHAR, NVARCHAR, LONGNVARCHAR -> text(value);
        case BOOLEAN, BIT -> truth(value);
        case BINARY, VARBINARY, LONGVARBINARY -> new ByteString((byte[]) value);
        default -> internal(value);
      };
    } catch (ClassCastException
        | NumberFormatException
        | ArithmeticException
        | DateTimeException e) {
      throw SqlState.INVALID_CAST.error(
          "Parameter "
              + number
              + " is "
              + typeName
              + " and cannot take a "
              + value.getClass().getSimpleName()
              + " such as "
              + QueryErrors.excerpt(value.toString()),
          e);
    }
  }

  private static final long MILLISECONDS_OF_DAY = 86_400_000L;

  private JDBCType type() {
    try {
      return JDBCType.valueOf(jdbcType);
    } catch (IllegalArgumentException e) {
      // Calcite has types of its own, such as ANY.
      return JDBCType.OTHER;
    }
  }

  /** Epoch milliseconds; of a time of day, those of 1970-01-01. */
  private static long instant(Object value) {
    // Date and Time have no instant; they mean what they show in the JVM's zone.
    if (value instanceof Date date) {
      return instant(date.toLocalDate());
    }
    if (value instanceof Time time) {
      return instant(
          LocalDateTime.ofInstant(
                  Instant.ofEpochMilli(time.getTime()), java.time.ZoneId.systemDefault())
              .toLocalTime());
    }
    if (value instanceof java.util.Date date) {
      return date.getTime();
    }
    if (value instanceof Calendar calendar) {
      return calendar.getTimeInMillis();
    }
    if (value instanceof Instant instant) {
      return instant.toEpochMilli();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant().toEpochMilli();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    if (value instanceof LocalDate date) {
      return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
    if (value instanceof LocalTime time) {
      return time.getLong(ChronoField.MILLI_OF_DAY);
    }
    if (value instanceof String text) {
      return TimeText.read(text)
          .orElseGet(() -> LocalTime.parse(text.strip()).getLong(ChronoField.MILLI_OF_DAY));
    }
    if (value instanceof Number) {
      return decimal(value).longValueExact();
    }
    throw new ClassCastException("not a time");
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Boolean truth) {
      return truth ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    if (value instanceof Number || value instanceof String) {
      return new BigDecimal(value.toString().strip());
    }
    return BigDecimal.valueOf(instant(value));
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return Decimals.text(decimal);
    }
    if (value instanceof Date || value instanceof LocalDate) {
      return value.toString();
    }
    boolean time =
        value instanceof java.util.Date
            || value instanceof Calendar
            || value instanceof Instant
            || value instanceof LocalDateTime
            || value instanceof OffsetDateTime
            || value instanceof ZonedDateTime;
    return time && !(value instanceof Time) ? TimeText.write(instant(value)) : value.toString();
  }

  private static boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "true", "1" -> true;
        case "false", "0" -> false;
        default -> throw new NumberFormatException("neither true nor false");
      };
    }
    return decimal(value).signum() != 0;
  }

  /** Where Calcite could not tell the type: numbers and texts as they are, times as instants. */
  private static Object internal(Object value) {
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return value;
    }
    return value instanceof byte[] bytes ? new ByteString(bytes) : (Object) instant(value);
  }
}
