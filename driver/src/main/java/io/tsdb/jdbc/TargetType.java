package io.tsdb.jdbc;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.SQLException;
import java.sql.SQLType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What {@code setObject} with a target type makes of a value (JDBC 4.3, tables B-4 and B-5); the
 * parameter's own type then decides what that becomes.
 */
final class TargetType {

  private TargetType() {}

  /** The number of a type, which may be one of another vendor. */
  static int number(SQLType type) throws SQLException {
    if (type == null || type.getVendorTypeNumber() == null) {
      throw SqlState.INVALID_ARGUMENT.error("Expected a target type, found " + type);
    }
    return type.getVendorTypeNumber();
  }

  /**
   * The value as the target type.
   *
   * @param scale digits after the point of a decimal, if they are told
   */
  static Object convert(int number, Object value, int type, Optional<Integer> scale)
      throws SQLException {
    JDBCType target = QueryParameter.type(type);
    try {
      return switch (target) {
        case TINYINT -> whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        case SMALLINT -> whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
        case INTEGER -> whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case BIGINT -> whole(value, Long.MIN_VALUE, Long.MAX_VALUE);
        case REAL -> value == null ? null : (Object) ParameterValue.decimal(value).floatValue();
        case FLOAT, DOUBLE ->
            value == null || value instanceof Double || value instanceof Float
                ? value
                : (Object) ParameterValue.decimal(value).doubleValue();
        case DECIMAL, NUMERIC -> decimal(value, scale);
        case CHAR, VARCHAR, LONGVARCHAR, NCHAR, NVARCHAR, LONGNVARCHAR ->
            value == null ? null : ParameterValue.text(value);
        case BIT, BOOLEAN -> value == null ? null : (Object) ParameterValue.truth(value);
        case BINARY, VARBINARY, LONGVARBINARY -> (byte[]) value;
        case DATE -> value == null || value instanceof Date ? value : date(value);
        case TIME, TIME_WITH_TIMEZONE -> value == null ? null : timeOfDay(value);
        case TIMESTAMP, TIMESTAMP_WITH_TIMEZONE ->
            value == null ? null : Instant.ofEpochMilli(ParameterValue.instant(value));
        case OTHER, JAVA_OBJECT, NULL -> value;
        case ARRAY, BLOB, CLOB, NCLOB, DATALINK, DISTINCT, REF, REF_CURSOR, ROWID, SQLXML, STRUCT ->
            throw SqlState.NOT_SUPPORTED.error(
                "tsdb has no values of type " + target + "; set the parameter as another type");
      };
    } catch (ClassCastException
        | NumberFormatException
        | ArithmeticException
        | DateTimeException e) {
      throw ParameterValue.refused(
          "Parameter " + number + " cannot be set as " + target + " by", value, e);
    }
  }

  /** Without its fraction. */
  private static Object whole(Object value, long least, long most) throws SQLException {
    if (value == null) {
      return null;
    }
    BigInteger whole = Decimals.whole(ParameterValue.decimal(value));
    if (whole.compareTo(BigInteger.valueOf(least)) < 0
        || whole.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new ArithmeticException("out of range");
    }
    return whole.longValue();
  }

  private static Object decimal(Object value, Optional<Integer> scale) throws SQLException {
    if (value == null) {
      return null;
    }
    BigDecimal decimal = ParameterValue.decimal(value);
    return scale.isPresent() ? Decimals.scaled(decimal, scale.get()) : decimal;
  }

  private static LocalDate date(Object value) {
    return Instant.ofEpochMilli(ParameterValue.instant(value))
        .atOffset(ZoneOffset.UTC)
        .toLocalDate();
  }

  private static LocalTime timeOfDay(Object value) {
    return Instant.ofEpochMilli(ParameterValue.instant(value))
        .atOffset(ZoneOffset.UTC)
        .toLocalTime();
  }
}
