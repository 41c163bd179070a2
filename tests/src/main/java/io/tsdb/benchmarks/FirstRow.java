package io.tsdb.benchmarks;

import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A program that asks for one row, and needs nothing but a driver to run. It prints two lines:
 * microseconds to connect, to prepare, to the first row, milliseconds of processor time of the
 * process up to there (0 where the platform does not tell), and the row's first column; then how
 * many classes were loaded.
 */
public final class FirstRow {

  private FirstRow() {}

  /** Takes a JDBC URL and a statement. */
  public static void main(String[] arguments) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = DriverManager.getConnection(arguments[0])) {
      long connected = System.nanoTime();
      try (PreparedStatement statement = connection.prepareStatement(arguments[1])) {
        long prepared = System.nanoTime();
        try (ResultSet rows = statement.executeQuery()) {
          String first = rows.next() ? rows.getString(1) : "none";
          long read = System.nanoTime();
          System.out.println(
              micros(start, connected)
                  + " "
                  + micros(connected, prepared)
                  + " "
                  + micros(prepared, read)
                  + " "
                  + ProcessHandle.current()
                      .info()
                      .totalCpuDuration()
                      .map(Duration::toMillis)
                      .orElse(0L)
                  + " "
                  + first);
          System.out.println(ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount());
        }
      }
    }
  }

  private static long micros(long from, long to) {
    return (to - from) / 1_000;
  }
}
