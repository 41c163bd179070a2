package io.tsdb.jdbc;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/** Reads columns of the current row by their number, from 1, as the type that each getter names. */
abstract class GettersByNumber extends GettersByLabel {

  /** The value of the current row as Calcite holds it, or null; notes it for {@code wasNull}. */
  abstract Object value(int number) throws SQLException;

  /** The column of a number that {@link #value} has accepted. */
  abstract Column column(int number);

  @Override
  public String getString(int number) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnValue.text(column(number), value);
  }

  @Override
  public String getNString(int number) throws SQLException {
    return getString(number);
  }

  @Override
  public boolean getBoolean(int number) throws SQLException {
    Object value = value(number);
    return value != null && ColumnValue.truth(column(number), value);
  }

  @Override
  public byte getByte(int number) throws SQLException {
    return (byte) whole(number, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
  }

  @Override
  public short getShort(int number) throws SQLException {
    return (short) whole(number, Short.MIN_VALUE, Short.MAX_VALUE, "short");
  }

  @Override
  public int getInt(int number) throws SQLException {
    return (int) whole(number, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
  }

  @Override
  public long getLong(int number) throws SQLException {
    return whole(number, Long.MIN_VALUE, Long.MAX_VALUE, "long");
  }

  private long whole(int number, long least, long most, String wanted) throws SQLException {
    Object value = value(number);
    return value == null ? 0 : ColumnValue.whole(column(number), value, least, most, wanted);
  }

  @Override
  public float getFloat(int number) throws SQLException {
    return (float) getDouble(number);
  }

  @Override
  public double getDouble(int number) throws SQLException {
    Object value = value(number);
    return value == null ? 0 : ColumnValue.floating(column(number), value);
  }

  @Override
  public BigDecimal getBigDecimal(int number) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnValue.decimal(column(number), value);
  }

  @Override
  @Deprecated
  public BigDecimal getBigDecimal(int number, int scale) throws SQLException {
    BigDecimal value = getBigDecimal(number);
    return value == null ? null : Decimals.scaled(value, scale);
  }

  @Override
  public byte[] getBytes(int number) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnValue.bytes(column(number), value);
  }

  @Override
  public Date getDate(int number) throws SQLException {
    return getDate(number, null);
  }

  @Override
  public Date getDate(int number, Calendar calendar) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnTime.date(column(number), value, calendar);
  }

  @Override
  public Time getTime(int number) throws SQLException {
    return getTime(number, null);
  }

  @Override
  public Time getTime(int number, Calendar calendar) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnTime.time(column(number), value, calendar);
  }

  @Override
  public Timestamp getTimestamp(int number) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnTime.timestamp(column(number), value);
  }

  /** The same instant as without a calendar: a value has its own zone, UTC. */
  @Override
  public Timestamp getTimestamp(int number, Calendar calendar) throws SQLException {
    return getTimestamp(number);
  }

  @Override
  public Object getObject(int number) throws SQLException {
    Object value = value(number);
    return value == null ? null : ColumnValue.object(column(number), value);
  }

  @Override
  public <T> T getObject(int number, Class<T> type) throws SQLException {
    Object value = value(number);
    if (type == null) {
      throw SqlState.INVALID_ARGUMENT.error("Expected a class to read a column as, found null");
    }
    return value == null ? null : ColumnObject.read(column(number), value, type);
  }

  @Override
  public Object getObject(int number, Map<String, Class<?>> types) throws SQLException {
    String name = column(checked(number)).type().name();
    Class<?> type = types == null ? null : types.get(name);
    return type == null ? getObject(number) : getObject(number, type);
  }

  private int checked(int number) throws SQLException {
    var unused = value(number);
    return number;
  }

  @Override
  public Reader getCharacterStream(int number) throws SQLException {
    String text = getString(number);
    return text == null ? null : new StringReader(text);
  }

  @Override
  public Reader getNCharacterStream(int number) throws SQLException {
    return getCharacterStream(number);
  }

  @Override
  public InputStream getAsciiStream(int number) throws SQLException {
    String text = getString(number);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  @Deprecated
  public InputStream getUnicodeStream(int number) throws SQLException {
    String text = getString(number);
    return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public InputStream getBinaryStream(int number) throws SQLException {
    byte[] bytes = getBytes(number);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  public URL getURL(int number) throws SQLException {
    String text = getString(number);
    try {
      return text == null ? null : new URL(text);
    } catch (MalformedURLException e) {
      throw SqlState.INVALID_CAST.error(
          "Column " + column(number).label() + " holds " + text + ", which is no URL", e);
    }
  }

  @Override
  public Clob getClob(int number) throws SQLException {
    throw noSuchType("CLOB");
  }

  @Override
  public NClob getNClob(int number) throws SQLException {
    throw noSuchType("NCLOB");
  }

  @Override
  public Blob getBlob(int number) throws SQLException {
    throw noSuchType("BLOB");
  }

  @Override
  public Array getArray(int number) throws SQLException {
    throw noSuchType("java.sql.Array");
  }

  @Override
  public Ref getRef(int number) throws SQLException {
    throw noSuchType("REF");
  }

  @Override
  public RowId getRowId(int number) throws SQLException {
    throw noSuchType("ROWID");
  }

  @Override
  public SQLXML getSQLXML(int number) throws SQLException {
    throw noSuchType("XML");
  }

  private static SQLException noSuchType(String type) {
    return SqlState.NOT_SUPPORTED.error(
        "tsdb has no values of type " + type + "; read the column by getString or getObject");
  }
}
