package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;

/** Reads a value of a row as a class that {@code getObject(column, Class)} names. */
final class ColumnObject {

  private interface Reader {
    Object read(Column column, Object value) throws SQLException;
  }

  private static final Map<Class<?>, Reader> READERS =
      Map.ofEntries(
          Map.entry(String.class, ColumnValue::text),
          Map.entry(Boolean.class, ColumnValue::truth),
          Map.entry(
              Byte.class,
              (c, v) -> (byte) ColumnValue.whole(c, v, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte")),
          Map.entry(
              Short.class,
              (c, v) -> (short) ColumnValue.whole(c, v, Short.MIN_VALUE, Short.MAX_VALUE, "short")),
          Map.entry(
              Integer.class,
              (c, v) -> (int) ColumnValue.whole(c, v, Integer.MIN_VALUE, Integer.MAX_VALUE, "int")),
          Map.entry(
              Long.class,
              (c, v) -> ColumnValue.whole(c, v, Long.MIN_VALUE, Long.MAX_VALUE, "long")),
          Map.entry(Float.class, (c, v) -> (float) ColumnValue.floating(c, v)),
          Map.entry(Double.class, ColumnValue::floating),
          Map.entry(BigDecimal.class, ColumnValue::decimal),
          Map.entry(BigInteger.class, (c, v) -> Decimals.whole(ColumnValue.decimal(c, v))),
          Map.entry(byte[].class, ColumnValue::bytes),
          Map.entry(Date.class, (c, v) -> ColumnTime.date(c, v, null)),
          Map.entry(Time.class, (c, v) -> ColumnTime.time(c, v, null)),
          Map.entry(Timestamp.class, ColumnTime::timestamp),
          Map.entry(java.util.Date.class, ColumnTime::timestamp),
          Map.entry(Calendar.class, (c, v) -> calendar(ColumnTime.instant(c, v))),
          Map.entry(Instant.class, (c, v) -> Instant.ofEpochMilli(ColumnTime.instant(c, v))),
          Map.entry(LocalDateTime.class, ColumnTime::localDateTime),
          Map.entry(LocalDate.class, ColumnTime::localDate),
          Map.entry(LocalTime.class, ColumnTime::localTime),
          Map.entry(
              OffsetTime.class, (c, v) -> ColumnTime.localTime(c, v).atOffset(ZoneOffset.UTC)),
          Map.entry(
              OffsetDateTime.class,
              (c, v) -> ColumnTime.localDateTime(c, v).atOffset(ZoneOffset.UTC)),
          Map.entry(
              ZonedDateTime.class,
              (c, v) -> ColumnTime.localDateTime(c, v).atZone(ZoneOffset.UTC)));

  /** What may be asked for, beside the class of {@code getObject} and those above it. */
  static final Set<Class<?>> CLASSES = READERS.keySet();

  private ColumnObject() {}

  /** The value as an instance of a class, or of one that extends it. */
  static <T> T read(Column column, Object value, Class<T> type) throws SQLException {
    Reader reader = READERS.get(type);
    Object object = reader == null ? ColumnValue.object(column, value) : reader.read(column, value);
    if (!type.isInstance(object)) {
      throw column.cannotBe(type.getName());
    }
    return type.cast(object);
  }

  private static Calendar calendar(long epochMilliseconds) {
    Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"));
    calendar.setTimeInMillis(epochMilliseconds);
    return calendar;
  }
}
