package io.tsdb.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.Driver;

/** Makes Calcite's own connections, which stay inside ours and are never seen by a user. */
final class CalciteConnections {

  private CalciteConnections() {}

  /**
   * Calcite's driver, loaded when it is first needed, so that a failure is that of a connection.
   */
  private static final class Holder {
    static final Driver DRIVER = driver();

    private static Driver driver() {
      BorrowedDriver.load(Driver.class.getName());
      return new Driver();
    }
  }

  /**
   * A connection without schemas.
   *
   * @param properties Calcite's, never a user's: some of them load classes
   */
  static CalciteConnection open(Properties properties) throws SQLException {
    try {
      Connection connection = Holder.DRIVER.connect(Driver.CONNECT_STRING_PREFIX, properties);
      return connection.unwrap(CalciteConnection.class);
    } catch (RuntimeException | LinkageError e) {
      throw QueryErrors.of(e);
    }
  }
}
