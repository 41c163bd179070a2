package io.tsdb.benchmarks;

import java.io.IOException;
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

  private static final int ROWS_PER_LOOK = 1_000;

  private ReadAllRows() {}

  /** Takes a JDBC URL. */
  public static void main(String[] arguments) throws SQLException, IOException {
    long start = System.nanoTime();
    long rows = 0;
    long heap = usedHeap();
    try (Connection connection = DriverManager.getConnection(arguments[0]);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM events")) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        for (int i = 1; i <= columns; i++) {
          result.getObject(i);
        }
        if (++rows % ROWS_PER_LOOK == 0) {
          heap = Math.max(heap, usedHeap());
        }
      }
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println(rows + " " + millis + " " + (heap >> 20) + " " + peakProcessMiB());
  }

  /** Dead objects too: it reaches the limit in any program that runs long enough. */
  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
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
