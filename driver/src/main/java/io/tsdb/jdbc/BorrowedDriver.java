package io.tsdb.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * Loads the driver class of a library that we use inside without making it known to the whole
 * program. Such a class registers itself with the DriverManager when it is loaded; who loads our
 * jar did not ask for that, so it is undone, unless somebody else had registered it before.
 */
final class BorrowedDriver {

  private BorrowedDriver() {}

  /** Loads and initialises the class; does nothing more than that the second time. */
  static void load(String className) {
    boolean registered = !registered(className).isEmpty();
    try {
      Class.forName(className, true, BorrowedDriver.class.getClassLoader());
      if (!registered) {
        for (Driver driver : registered(className)) {
          DriverManager.deregisterDriver(driver);
        }
      }
    } catch (ClassNotFoundException e) {
      throw new NoClassDefFoundError(className + " is missing from the class path");
    } catch (SQLException e) {
      throw new IllegalStateException("The DriverManager does not let go of " + className, e);
    }
  }

  private static List<Driver> registered(String className) {
    return DriverManager.drivers()
        .filter(driver -> driver.getClass().getName().equals(className))
        .toList();
  }
}
