package io.tsdb.jdbc;

import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Calendar;

/**
 * Reads times of a row. A timestamp is an instant in UTC, so every way to read it gives the same
 * instant whatever the zone of the JVM or of a calendar. {@link Date} and {@link Time} have no
 * instant: they show UTC's day and time of day in the zone where they are printed.
 */
final class ColumnTime {

  private ColumnTime() {}

  /** Epoch milliseconds; of a date its midnight in UTC, of a time of day that of 1970-01-01. */
  static long instant(Column column, Object value) throws SQLException {
    if (value instanceof java.util.Date date) {
      return date.getTime();
    }
    if (value instanceof Number number) {
      switch (column.type().kind()) {
        case TIMESTAMP, TIME, BIGINT -> {
          return number.longValue();
        }
        case DATE -> {
          return LocalDate.ofEpochDay(number.longValue())
              .atStartOfDay(ZoneOffset.UTC)
              .toInstant()
              .toEpochMilli();
        }
        default -> throw column.cannotBe("a time");
      }
    }
    if (value instanceof String text) {
      return TimeText.read(text)
          .orElseThrow(
              () ->
                  SqlState.INVALID_TIME.error(
                      "Column " + column.label() + " holds " + text + ", which is no time"));
    }
    throw column.cannotBe("a time");
  }

  static Timestamp timestamp(Column column, Object value) throws SQLException {
    return new Timestamp(instant(column, value));
  }

  static LocalDateTime localDateTime(Column column, Object value) throws SQLException {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(instant(column, value)), ZoneOffset.UTC);
  }

  static LocalDate localDate(Column column, Object value) throws SQLException {
    if (column.type().kind() == ColumnType.Kind.TIME) {
      throw column.cannotBe("a date");
    }
    return localDateTime(column, value).toLocalDate();
  }

  static LocalTime localTime(Column column, Object value) throws SQLException {
    if (column.type().kind() == ColumnType.Kind.DATE) {
      throw column.cannotBe("a time of day");
    }
    return localDateTime(column, value).toLocalTime();
  }

  /**
   * The day in UTC, as a Date that shows it in the calendar's zone.
   *
   * @param calendar null for the JVM's zone
   */
  static Date date(Column column, Object value, Calendar calendar) throws SQLException {
    LocalDate day = localDate(column, value);
    return new Date(day.atStartOfDay(zone(calendar)).toInstant().toEpochMilli());
  }

  /**
   * The time of day in UTC, as a Time that shows it in the calendar's zone.
   *
   * @param calendar null for the JVM's zone
   */
  static Time time(Column column, Object value, Calendar calendar) throws SQLException {
    LocalTime time = localTime(column, value);
    return new Time(LocalDate.EPOCH.atTime(time).atZone(zone(calendar)).toInstant().toEpochMilli());
  }

  private static ZoneId zone(Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }
}
