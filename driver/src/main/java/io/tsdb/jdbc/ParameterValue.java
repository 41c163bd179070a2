package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.Locale;
import java.util.UUID;

/**
 * Reads what a setter was given as another type. What has no meaning as that type fails with a
 * {@link ClassCastException}, {@link NumberFormatException}, {@link ArithmeticException} or {@link
 * DateTimeException}. Times without an offset are UTC.
 */
final class ParameterValue {

  private ParameterValue() {}

  /**
   * The error of a value that has no meaning as the type wanted.
   *
   * @param what is wrong, up to the value
   */
  static SQLException refused(String what, Object value, RuntimeException cause) {
    return SqlState.INVALID_CAST.error(
        what
            + " a "
            + value.getClass().getSimpleName()
            + " such as "
            + QueryErrors.excerpt(value.toString()),
        cause);
  }

  /** Epoch milliseconds; of a time of day, those of 1970-01-01. */
  static long instant(Object value) {
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
    if (value instanceof OffsetTime time) {
      return time.atDate(LocalDate.EPOCH).toInstant().toEpochMilli();
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

  static BigDecimal decimal(Object value) {
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

  static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return Decimals.text(decimal);
    }
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    boolean plain =
        value instanceof CharSequence
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Character
            || value instanceof Enum
            || value instanceof UUID
            || value instanceof URL
            || value instanceof Date
            || value instanceof Time
            || value instanceof LocalDate
            || value instanceof LocalTime
            || value instanceof OffsetTime;
    return plain ? value.toString() : TimeText.write(instant(value));
  }

  static boolean truth(Object value) {
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
}
