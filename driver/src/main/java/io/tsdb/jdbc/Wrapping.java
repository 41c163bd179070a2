package io.tsdb.jdbc;

import java.sql.SQLException;

/** The one way in which all objects of this driver answer {@link java.sql.Wrapper}. */
final class Wrapping {

  private Wrapping() {}

  static <T> T unwrap(Object object, Class<T> type) throws SQLException {
    if (type == null || !type.isInstance(object)) {
      throw SqlState.NOT_SUPPORTED.error(
          object.getClass().getName()
              + " is no wrapper of "
              + (type == null ? "null" : type.getName()));
    }
    return type.cast(object);
  }
}
