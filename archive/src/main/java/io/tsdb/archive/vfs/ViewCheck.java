package io.tsdb.archive.vfs;

import io.tsdb.archive.segment.LabelColumns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.TreeSet;

/** Checks that view {@code events} has its columns and shows every row. */
final class ViewCheck {

  private ViewCheck() {}

  static void columns(Connection connection, Collection<String> labelKeys, SegmentFindings findings)
      throws SQLException {
    TreeSet<String> expected = new TreeSet<>(LabelColumns.FIXED);
    expected.addAll(LabelColumns.of(labelKeys).keySet());
    TreeSet<String> found = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM events LIMIT 1")) {
      ResultSetMetaData columns = rows.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        found.add(columns.getColumnName(i));
      }
    }
    if (!found.equals(expected)) {
      findings.add("view columns", "view events with columns " + expected, found.toString());
    }
  }

  static void rows(Connection connection, long expected, SegmentFindings findings)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*), count(time), count(CASE WHEN json_valid(payload) THEN 1 END)"
                    + " FROM events")) {
      row.next();
      for (int i = 1; i <= 3; i++) {
        if (row.getLong(i) != expected) {
          findings.add(
              "view rows",
              "view events with " + expected + " rows, each with time and payload",
              row.getLong(1)
                  + " rows, "
                  + row.getLong(2)
                  + " with time, "
                  + row.getLong(3)
                  + " with payload");
          return;
        }
      }
    }
  }
}
