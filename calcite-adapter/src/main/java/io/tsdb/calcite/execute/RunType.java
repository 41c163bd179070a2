package io.tsdb.calcite.execute;

import java.sql.ResultSet;
import java.sql.SQLException;

/** How a value crosses between SQLite and Calcite. */
public enum RunType {
  /** BIGINT; TIMESTAMP as epoch milliseconds UTC. */
  LONG {
    @Override
    Object read(ResultSet row, int column) throws SQLException {
      long value = row.getLong(column);
      return value == 0 && row.wasNull() ? null : (Object) value;
    }

    @Override
    Object bindable(Object value) {
      if (value instanceof Number number) {
        return number.longValue();
      }
      return value instanceof java.util.Date date ? (Object) date.getTime() : null;
    }
  },
  DOUBLE {
    @Override
    Object read(ResultSet row, int column) throws SQLException {
      // -0.0 becomes 0.0: SQL knows one zero, but Java's hash tables would tell the two apart
      double value = row.getDouble(column) + 0.0;
      return value == 0 && row.wasNull() ? null : (Object) value;
    }

    @Override
    Object bindable(Object value) {
      // SQLite knows no NaN and would take it for null.
      return value instanceof Number number && !Double.isNaN(number.doubleValue())
          ? (Object) number.doubleValue()
          : null;
    }
  },
  TEXT {
    @Override
    Object read(ResultSet row, int column) throws SQLException {
      return row.getString(column);
    }

    @Override
    Object bindable(Object value) {
      return value instanceof String || value instanceof Character ? value.toString() : null;
    }
  },
  BOOLEAN {
    @Override
    Object read(ResultSet row, int column) throws SQLException {
      boolean value = row.getBoolean(column);
      return !value && row.wasNull() ? null : (Object) value;
    }

    @Override
    Object bindable(Object value) {
      return value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : null;
    }
  };

  /** A column of the current row as Calcite's generated code has it; columns count from 1. */
  abstract Object read(ResultSet row, int column) throws SQLException;

  /** A non-null value of Calcite's as Long, Double or String; null if it is of another type. */
  abstract Object bindable(Object value);
}
