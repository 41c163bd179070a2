package io.tsdb.jdbc;

import java.sql.JDBCType;
import java.sql.SQLException;
import java.time.DateTimeException;
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
        case TIMESTAMP, TIMESTAMP_WITH_TIMEZONE -> ParameterValue.instant(value);
        case DATE ->
            Math.toIntExact(Math.floorDiv(ParameterValue.instant(value), MILLISECONDS_OF_DAY));
        case TIME, TIME_WITH_TIMEZONE ->
            Math.toIntExact(Math.floorMod(ParameterValue.instant(value), MILLISECONDS_OF_DAY));
        case TINYINT -> ParameterValue.decimal(value).byteValueExact();
        case SMALLINT -> ParameterValue.decimal(value).shortValueExact();
        case INTEGER -> ParameterValue.decimal(value).intValueExact();
        case BIGINT -> ParameterValue.decimal(value).longValueExact();
        case REAL -> ParameterValue.decimal(value).floatValue();
        case FLOAT, DOUBLE ->
            value instanceof Double ? value : (Object) ParameterValue.decimal(value).doubleValue();
        case DECIMAL, NUMERIC -> ParameterValue.decimal(value);
        case CHAR, VARCHAR, LONGVARCHAR, NCHAR, NVARCHAR, LONGNVARCHAR ->
            ParameterValue.text(value);
        case BOOLEAN, BIT -> ParameterValue.truth(value);
        case BINARY, VARBINARY, LONGVARBINARY -> new ByteString((byte[]) value);
        default -> internal(value);
      };
    } catch (ClassCastException
        | NumberFormatException
        | ArithmeticException
        | DateTimeException e) {
      throw ParameterValue.refused(
          "Parameter " + number + " is " + typeName + " and cannot take", value, e);
    }
  }

  private static final long MILLISECONDS_OF_DAY = 86_400_000L;

  private JDBCType type() {
    return type(jdbcType);
  }

  /** The type of a number, OTHER where JDBC knows none. */
  static JDBCType type(int jdbcType) {
    try {
      return JDBCType.valueOf(jdbcType);
    } catch (IllegalArgumentException e) {
      // Calcite has types of its own, such as ANY.
      return JDBCType.OTHER;
    }
  }

  /** Where Calcite could not tell the type: numbers and texts as they are, times as instants. */
  private static Object internal(Object value) {
    if (value instanceof Number || value instanceof String || value instanceof Boolean) {
      return value;
    }
    return value instanceof byte[] bytes
        ? new ByteString(bytes)
        : (Object) ParameterValue.instant(value);
  }
}
