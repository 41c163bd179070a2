package io.tsdb.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Setters of parameters whose value is read from a stream, at once and to its end or length. */
abstract class ParameterStreams extends TsdbStatement implements PreparedStatement {

  ParameterStreams(TsdbConnection connection, boolean scrollable) {
    super(connection, scrollable);
  }

  /** Gives the parameter of a number, from 1, a value of whatever class; null is a value. */
  abstract void set(int number, Object value) throws SQLException;

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
