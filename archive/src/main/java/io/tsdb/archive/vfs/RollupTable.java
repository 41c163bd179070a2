package io.tsdb.archive.vfs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Walks a rollup table, which may be absent, beside the rollups that it must hold. */
final class RollupTable implements AutoCloseable {

  /** Those after the key. */
  private static final List<String> COLUMNS =
      List.of("rows", "numbers", "sum", "min", "max", "first", "first_ts", "last", "last_ts");

  private final String name;
  private final SegmentFindings findings;
  private final Statement statement;
  private final boolean exists;
  private boolean more;
  private ResultSet row;

  RollupTable(String name, Connection connection, SegmentFindings findings) throws SQLException {
    this.name = name;
    this.findings = findings;
    this.statement = connection.createStatement();
    try {
      row =
          statement.executeQuery(
              "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '" + name + "'");
      exists = row.next();
      if (exists) {
        String columns = name + "." + String.join(", " + name + ".", COLUMNS);
        row =
            statement.executeQuery(
                "SELECT start, series, " + columns + " FROM " + name + " ORDER BY start, series");
        more = row.next();
      }
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  boolean exists() {
    return exists;
  }

  /**
   * The next row must be this one.
   *
   * @param columns after the key; integers as Long, reals as Double
   */
  void expect(long start, long series, Number[] columns) throws SQLException {
    while (more && isBefore(start, series)) {
      extra();
    }
    if (!more || row.getLong(1) != start || row.getLong(2) != series) {
      findings.add(name + " missing", "a row of " + name + " for " + key(start, series), "none");
      return;
    }
    for (int i = 0; i < columns.length; i++) {
      Object found = row.getObject(i + 3);
      if (!same(columns[i], found)) {
        findings.add(
            name + " wrong",
            name + "." + COLUMNS.get(i) + " " + columns[i] + " for " + key(start, series),
            String.valueOf(found));
        break; // once for each row
      }
    }
    more = row.next();
  }

  private boolean isBefore(long start, long series) throws SQLException {
    long foundStart = row.getLong(1);
    return foundStart < start || (foundStart == start && row.getLong(2) < series);
  }

  private static boolean same(Number expected, Object found) {
    if (expected == null || found == null) {
      return expected == found;
    }
    if (expected instanceof Double) {
      // 0.0 and -0.0 are the same number.
      return found instanceof Double real && real.doubleValue() == expected.doubleValue();
    }
    return (found instanceof Long || found instanceof Integer)
        && ((Number) found).longValue() == expected.longValue();
  }

  /** There must be no further row. */
  void end() throws SQLException {
    while (more) {
      extra();
    }
  }

  private void extra() throws SQLException {
    findings.add(
        name + " extra",
        "rows in " + name + " for buckets with events only",
        "one for " + key(row.getLong(1), row.getLong(2)));
    more = row.next();
  }

  private static String key(long start, long series) {
    return "start " + start + ", series " + series;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
