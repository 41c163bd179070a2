package io.tsdb.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.apache.calcite.jdbc.Driver;

/** Makes Calcite's own connections, which stay inside ours and are never seen by a user. */
final class CalciteConnections {

  private static final Driver DRIVER = driver();

  private CalciteConnections() {}

  /**
   * A connection without schemas.
   *
   * @param properties Calcite's, never a user's: some of them load classes
   */
  static CalciteConnection open(Properties properties) throws SQLException {
    Connection connection = DRIVER.connect(Driver.CONNECT_STRING_PREFIX, properties);
    return connection.unwrap(CalciteConnection.class);
  }

  /**
   * Calcite's driver registers itself with the DriverManager when its class is loaded. Who loads
   * our jar did not ask for that, so it is undone, unless Calcite was registered by somebody else.
   */
  private static Driver driver() {
    boolean registered =
        DriverManager.drivers().anyMatch(driver -> driver.getClass() == Driver.class);
    Driver ours = new Driver();
    if (!registered) {
      DriverManager.drivers()
          .filter(driver -> driver.getClass() == Driver.class)
          .toList()
          .forEach(CalciteConnections::deregister);
    }
    return ours;
  }

  private static void deregister(java.sql.Driver driver) {
    try {
      DriverManager.deregisterDriver(driver);
    } catch (SQLException e) {
      throw new IllegalStateException("The DriverManager keeps Calcite's driver", e);
    }
  }
}
