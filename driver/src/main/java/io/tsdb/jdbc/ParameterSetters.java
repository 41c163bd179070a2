package io.tsdb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Calendar;

/**
 * All setters of parameters, each of them the one {@link #set}, which looks at the value's class.
 */
abstract class ParameterSetters extends TsdbStatement implements PreparedStatement {

  ParameterSetters(TsdbConnection connection) {
    super(connection);
  }

  /** Gives the parameter of a number, from 1, a value of whatever class; null is a value. */
  abstract void set(int number, Object value) throws SQLException;

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
    set(number, value);
  }

  /** The scale rounds a decimal; the parameter's own type decides what it becomes. */
  @Override
  public void setObject(int number, Object value, int type, int scale) throws SQLException {
    boolean decimal = type == java.sql.Types.DECIMAL || type == java.sql.Types.NUMERIC;
    set(
        number,
        decimal && value instanceof BigDecimal exact
            ? exact.setScale(scale, RoundingMode.HALF_UP)
            : value);
  }

  @Override
  public void setObject(int number, Object value, SQLType type) throws SQLException {
    set(number, value);
  }

  @Override
  public void setObject(int number, Object value, SQLType type, int scale) throws SQLException {
    Integer code = type == null ? null : type.getVendorTypeNumber();
    setObject(number, value, code == null ? java.sql.Types.OTHER : code, scale);
  }

  @Override
  public void setCharacterStream(int number, Reader value) throws SQLException {
    set(number, text(value, Long.MAX_VALUE));
  }

  @Override
  public void setCharacterStream(int number, Reader value, int length) throws SQLException {
    set(number, text(value, length));
  }

  @Override
  public void setCharacterStream(int number, Reader value, long length) throws SQLException {
    set(number, text(value, length));
  }

  @Override
  public void setNCharacterStream(int number, Reader value) throws SQLException {
    set(number, text(value, Long.MAX_VALUE));
  }

  @Override
  public void setNCharacterStream(int number, Reader value, long length) throws SQLException {
    set(number, text(value, length));
  }

  @Override
  public void setAsciiStream(int number, InputStream value) throws SQLException {
    set(number, text(value, Long.MAX_VALUE, StandardCharsets.US_ASCII));
  }

  @Override
  public void setAsciiStream(int number, InputStream value, int length) throws SQLException {
    set(number, text(value, length, StandardCharsets.US_ASCII));
  }

  @Override
  public void setAsciiStream(int number, InputStream value, long length) throws SQLException {
    set(number, text(value, length, StandardCharsets.US_ASCII));
  }

  @Override
  public void setBinaryStream(int number, InputStream value) throws SQLException {
    set(number, bytes(value, Long.MAX_VALUE));
  }

  @Override
  public void setBinaryStream(int number, InputStream value, int length) throws SQLException {
    set(number, bytes(value, length));
  }

  @Override
  public void setBinaryStream(int number, InputStream value, long length) throws SQLException {
    set(number, bytes(value, length));
  }

  @Override
  @Deprecated
  public void setUnicodeStream(int number, InputStream value, int length) throws SQLException {
    set(number, text(value, length, StandardCharsets.UTF_8));
  }

  @Override
  public void setClob(int number, Reader value) throws SQLException {
    set(number, text(value, Long.MAX_VALUE));
  }

  @Override
  public void setClob(int number, Reader value, long length) throws SQLException {
    set(number, text(value, length));
  }

  @Override
  public void setNClob(int number, Reader value) throws SQLException {
    set(number, text(value, Long.MAX_VALUE));
  }

  @Override
  public void setNClob(int number, Reader value, long length) throws SQLException {
    set(number, text(value, length));
  }

  @Override
  public void setBlob(int number, InputStream value) throws SQLException {
    set(number, bytes(value, Long.MAX_VALUE));
  }

  @Override
  public void setBlob(int number, InputStream value, long length) throws SQLException {
    set(number, bytes(value, length));
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

  private static String text(InputStream in, long length, Charset charset) throws SQLException {
    byte[] bytes = bytes(in, length);
    return bytes == null ? null : new String(bytes, charset);
  }

  private static byte[] bytes(InputStream in, long length) throws SQLException {
    try {
      return in == null ? null : in.readNBytes((int) Math.min(length, Integer.MAX_VALUE));
    } catch (IOException | IllegalArgumentException e) {
      throw SqlState.INVALID_ARGUMENT.error("The stream of a parameter cannot be read", e);
    }
  }

  private static String text(Reader in, long length) throws SQLException {
    if (in == null) {
      return null;
    }
    try {
      StringWriter out = new StringWriter();
      long left = length;
      for (int c = 0; left > 0 && (c = in.read()) >= 0; left--) {
        out.write(c);
      }
      return out.toString();
    } catch (IOException e) {
      throw SqlState.INVALID_ARGUMENT.error("The reader of a parameter cannot be read", e);
    }
  }
}
