package io.tsdb.archive.vfs;

import io.tsdb.archive.segment.RollupWidth;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the rollups of one width anew from the rows, one bucket at a time, and holds the table to
 * them: to the bit, since the order of its sums is fixed. It also tells a table that should be
 * absent, or should not.
 */
final class RollupCheck implements AutoCloseable {

  private final RollupWidth width;
  private final SegmentFindings findings;
  private final RollupTable table;

  /** Of the open bucket, by series. */
  private final Map<Long, Rolled> bucket = new TreeMap<>();

  private long start = Long.MIN_VALUE;
  private long rows;
  private long rollups;

  private RollupCheck(RollupWidth width, Connection connection, SegmentFindings findings)
      throws SQLException {
    this.width = width;
    this.findings = findings;
    this.table = new RollupTable(width.table(), connection, findings);
  }

  /** Checks the tables of all widths: reads the rows once. */
  static void run(Connection connection, SegmentFindings findings, Cancellation cancel)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT ts, series, value FROM sample ORDER BY n");
        RollupCheck minute = new RollupCheck(RollupWidth.MINUTE, connection, findings);
        RollupCheck hour = new RollupCheck(RollupWidth.HOUR, connection, findings);
        RollupCheck day = new RollupCheck(RollupWidth.DAY, connection, findings)) {
      RollupCheck[] checks = {minute, hour, day};
      while (row.next()) {
        cancel.check();
        long time = row.getLong(1);
        long series = row.getLong(2);
        double value = row.getDouble(3);
        double valueOrNaN = row.wasNull() ? Double.NaN : value;
        for (RollupCheck check : checks) {
          check.add(time, series, valueOrNaN);
        }
      }
      for (RollupCheck check : checks) {
        check.end();
      }
    }
  }

  private void add(long time, long series, double value) throws SQLException {
    if (width.start(time) != start) {
      closeBucket();
      start = width.start(time);
    }
    rows++;
    bucket.computeIfAbsent(series, absent -> new Rolled()).add(time, value);
  }

  private void closeBucket() throws SQLException {
    rollups += bucket.size();
    if (table.exists()) {
      for (Map.Entry<Long, Rolled> rolled : bucket.entrySet()) {
        table.expect(start, rolled.getKey(), rolled.getValue().columns());
      }
    }
    bucket.clear();
  }

  private void end() throws SQLException {
    closeBucket();
    table.end();
    boolean worthwhile = RollupWidth.worthwhile(rollups, rows);
    if (worthwhile != table.exists()) {
      findings.add(
          width.table(),
          (worthwhile ? "table " : "no table ")
              + width.table()
              + ", since it would have "
              + rollups
              + " rows for "
              + rows
              + " events",
          worthwhile ? "none" : "one");
    }
  }

  @Override
  public void close() throws SQLException {
    table.close();
  }

  /** What became of the events of one series in one bucket. */
  private static final class Rolled {

    private long rows;
    private long numbers;
    private double sum;
    private double min;
    private double max;
    private double first;
    private long firstTime;
    private double last;
    private long lastTime;

    /**
     * @param value NaN for none
     */
    void add(long time, double value) {
      rows++;
      if (Double.isNaN(value)) {
        return;
      }
      boolean begins = numbers++ == 0;
      if (begins) {
        min = value;
        max = value;
        firstTime = time;
      }
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      // Of values at one time the first is the least and the last the greatest.
      if (begins || (time == firstTime && value < first)) {
        first = value;
      }
      if (begins || time != lastTime || value >= last) {
        last = value;
        lastTime = time;
      }
    }

    /** The columns after the key; those without a value are null. */
    Number[] columns() {
      return numbers == 0
          ? new Number[] {rows, 0L, null, null, null, null, null, null, null}
          : new Number[] {rows, numbers, sum, min, max, first, firstTime, last, lastTime};
    }
  }
}
