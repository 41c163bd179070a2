package io.tsdb.archive.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Answers of a database as values that can be compared. */
public final class Rows {

  private Rows() {}

  /** All rows of a query, each as a list of its values: Long, Double, String, byte[] or null. */
  public static List<List<Object>> of(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return of(rows);
    }
  }

  /** All rows of an answer, in the same form. */
  public static List<List<Object>> of(ResultSet row) throws SQLException {
    int columns = row.getMetaData().getColumnCount();
    List<List<Object>> rows = new ArrayList<>();
    while (row.next()) {
      List<Object> values = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        // SQLite has one kind of integer; its driver tells small from large
        values.add(
            row.getObject(i) instanceof Integer small ? small.longValue() : row.getObject(i));
      }
      rows.add(values);
    }
    return rows;
  }
}
