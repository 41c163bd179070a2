package io.tsdb.jdbc;

import java.sql.ParameterMetaData;
import java.sql.SQLException;
import java.util.List;

/** What the parameters of a prepared statement are. */
final class TsdbParameterMetaData implements ParameterMetaData {

  private final List<QueryParameter> parameters;

  TsdbParameterMetaData(List<QueryParameter> parameters) {
    this.parameters = parameters;
  }

  private QueryParameter parameter(int number) throws SQLException {
    if (number < 1 || number > parameters.size()) {
      throw noSuchParameter(parameters.size(), number);
    }
    return parameters.get(number - 1);
  }

  static SQLException noSuchParameter(int count, int number) {
    return SqlState.NO_SUCH_INDEX.error(
        count == 0
            ? "The statement has no parameters, found one numbered " + number
            : "Expected a parameter from 1 to " + count + ", found " + number);
  }

  @Override
  public int getParameterCount() {
    return parameters.size();
  }

  @Override
  public int isNullable(int number) throws SQLException {
    var unused = parameter(number);
    return parameterNullable;
  }

  @Override
  public boolean isSigned(int number) throws SQLException {
    return switch (parameter(number).jdbcType()) {
      case java.sql.Types.TINYINT,
          java.sql.Types.SMALLINT,
          java.sql.Types.INTEGER,
          java.sql.Types.BIGINT,
          java.sql.Types.DECIMAL,
          java.sql.Types.REAL,
          java.sql.Types.FLOAT,
          java.sql.Types.DOUBLE ->
          true;
      default -> false;
    };
  }

  @Override
  public int getPrecision(int number) throws SQLException {
    return parameter(number).precision();
  }

  @Override
  public int getScale(int number) throws SQLException {
    return parameter(number).scale();
  }

  @Override
  public int getParameterType(int number) throws SQLException {
    return parameter(number).jdbcType();
  }

  @Override
  public String getParameterTypeName(int number) throws SQLException {
    return parameter(number).typeName();
  }

  @Override
  public String getParameterClassName(int number) throws SQLException {
    return switch (parameter(number).jdbcType()) {
      case java.sql.Types.TIMESTAMP -> java.sql.Timestamp.class.getName();
      case java.sql.Types.DATE -> java.sql.Date.class.getName();
      case java.sql.Types.TIME -> java.sql.Time.class.getName();
      case java.sql.Types.BIGINT -> Long.class.getName();
      case java.sql.Types.INTEGER -> Integer.class.getName();
      case java.sql.Types.DOUBLE, java.sql.Types.FLOAT -> Double.class.getName();
      case java.sql.Types.DECIMAL -> java.math.BigDecimal.class.getName();
      case java.sql.Types.BOOLEAN -> Boolean.class.getName();
      case java.sql.Types.VARCHAR, java.sql.Types.CHAR -> String.class.getName();
      default -> Object.class.getName();
    };
  }

  @Override
  public int getParameterMode(int number) throws SQLException {
    var unused = parameter(number);
    return parameterModeIn;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return Wrapping.unwrap(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type != null && type.isInstance(this);
  }
}
