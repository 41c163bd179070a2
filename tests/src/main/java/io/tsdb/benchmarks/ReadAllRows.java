package io.tsdb.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A program that reads all columns of all rows through the driver, and needs nothing but the driver
 * to run. It prints one line: rows, milliseconds, MiB of heap at its fullest, MiB of the process at
 * its largest (0 where the platform does not tell).
 */
public final class ReadAllRows {

  private ReadAllRows() {}

  /** Takes a JDBC URL. */
  public static void main(String[] arguments) throws SQLException, IOException {
    long start = System.nanoTime();
    long rows = 0;
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM events")) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        for (int i = 1; i <= columns; i++) {
          result.getObject(i);
        }
        rows++;
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println(rows + " " + millis + " " + peakHeapMiB() + " " + peakProcessMiB());
  }

  private static long peakHeapMiB() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        bytes += pool.getPeakUsage().getUsed();
      }
    }
    return bytes >> 20;
  }

  private static long peakProcessMiB() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
      }
    }
    return 0;
  }
}
