package io.tsdb.archive.vfs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Walks table {@code zone} beside the rows that it must name, and holds the one to the other. */
final class ZoneCheck implements AutoCloseable {

  /** Rows from one entry to the next. */
  static final int STEP = 1024;

  private final SegmentFindings findings;
  private final Statement statement;
  private final ResultSet zones;
  private boolean more;

  ZoneCheck(Connection connection, SegmentFindings findings) throws SQLException {
    this.findings = findings;
    this.statement = connection.createStatement();
    try {
      this.zones = statement.executeQuery("SELECT n, ts FROM zone ORDER BY n");
      this.more = zones.next();
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** The next entry must be this one. */
  void expect(long n, long time) throws SQLException {
    while (more && zones.getLong(1) < n) {
      extra();
    }
    if (!more || zones.getLong(1) > n) {
      findings.add("zone missing", "an entry of row " + n + " in zone", "none");
      return;
    }
    if (zones.getLong(2) != time) {
      findings.add(
          "zone.ts", "zone.ts " + time + " for row " + n, String.valueOf(zones.getLong(2)));
    }
    more = zones.next();
  }

  /** There must be no further entry. */
  void end() throws SQLException {
    while (more) {
      extra();
    }
  }

  private void extra() throws SQLException {
    findings.add(
        "zone extra",
        "entries in zone for rows 1, 1025, 2049, ... and the last only",
        "one for row " + zones.getLong(1));
    more = zones.next();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
