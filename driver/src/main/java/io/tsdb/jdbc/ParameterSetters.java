package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Calendar;
import java.util.Optional;

/**
 * Setters of parameters by their value, each of them the one {@link #set}, which looks at the
 * value's class.
 */
abstract class ParameterSetters extends ParameterStreams {

  ParameterSetters(TsdbConnection connection, boolean scrollable) {
    super(connection, scrollable);
  }

  @Override
  public void setNull(int number, int type) throws SQLException {
    set(number, null);
  }

  @Override
  public void setNull(int number, int type, String typeName) throws SQLException {
    set(number, null);
  }

  @Override
  public void setBoolean(int number, boolean value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setByte(int number, byte value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setShort(int number, short value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setInt(int number, int value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setLong(int number, long value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setFloat(int number, float value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setDouble(int number, double value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setBigDecimal(int number, BigDecimal value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setString(int number, String value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setNString(int number, String value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setBytes(int number, byte[] value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setDate(int number, Date value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setTime(int number, Time value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setTimestamp(int number, Timestamp value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setObject(int number, Object value) throws SQLException {
    set(number, value);
  }

  @Override
  public void setURL(int number, URL value) throws SQLException {
    set(number, value == null ? null : value.toString());
  }

  @Override
  public void setDate(int number, Date value, Calendar calendar) throws SQLException {
    boolean plain = value == null || calendar == null;
    set(number, plain ? value : inZone(value, calendar).toLocalDate());
  }

  @Override
  public void setTime(int number, Time value, Calendar calendar) throws SQLException {
    boolean plain = value == null || calendar == null;
    set(number, plain ? value : inZone(value, calendar).toLocalTime());
  }

  private static java.time.ZonedDateTime inZone(java.util.Date value, Calendar calendar) {
    return Instant.ofEpochMilli(value.getTime()).atZone(calendar.getTimeZone().toZoneId());
  }

  /** The same instant as without a calendar: a Timestamp is one. */
  @Override
  public void setTimestamp(int number, Timestamp value, Calendar calendar) throws SQLException {
    set(number, value);
  }

  @Override
  public void setObject(int number, Object value, int type) throws SQLException {
    checkOpen();
    set(number, TargetType.convert(number, value, type, Optional.empty()));
  }

  @Override
  public void setObject(int number, Object value, int type, int scale) throws SQLException {
    checkOpen();
    set(number, TargetType.convert(number, value, type, Optional.of(scale)));
  }

  @Override
  public void setObject(int number, Object value, SQLType type) throws SQLException {
    setObject(number, value, TargetType.number(type));
  }

  @Override
  public void setObject(int number, Object value, SQLType type, int scale) throws SQLException {
    setObject(number, value, TargetType.number(type), scale);
  }

  @Override
  public void setClob(int number, Clob value) throws SQLException {
    set(number, refused(value, "Clob"));
  }

  @Override
  public void setNClob(int number, NClob value) throws SQLException {
    set(number, refused(value, "NClob"));
  }

  @Override
  public void setBlob(int number, Blob value) throws SQLException {
    set(number, refused(value, "Blob"));
  }

  @Override
  public void setArray(int number, Array value) throws SQLException {
    set(number, refused(value, "Array"));
  }

  @Override
  public void setRef(int number, Ref value) throws SQLException {
    set(number, refused(value, "Ref"));
  }

  @Override
  public void setRowId(int number, RowId value) throws SQLException {
    set(number, refused(value, "RowId"));
  }

  @Override
  public void setSQLXML(int number, SQLXML value) throws SQLException {
    set(number, refused(value, "SQLXML"));
  }

  private Object refused(Object value, String type) throws SQLException {
    checkOpen();
    if (value != null) {
      throw SqlState.NOT_SUPPORTED.error(
          "tsdb has no values of type " + type + "; set the parameter by setString or setObject");
    }
    return null;
  }
}
