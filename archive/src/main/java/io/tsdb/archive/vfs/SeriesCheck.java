package io.tsdb.archive.vfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tsdb.archive.segment.Labels;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Checks table {@code series}: ids from 1 on, each set of labels once, canonical and in order. */
final class SeriesCheck {

  private SeriesCheck() {}

  /**
   * @return the keys of all labels
   */
  static SortedSet<String> run(Connection connection, SegmentFindings findings, Cancellation cancel)
      throws SQLException, IOException {
    SortedSet<String> keys = new TreeSet<>();
    byte[] previous = {};
    long expected = 1;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id, labels FROM series ORDER BY id")) {
      while (rows.next()) {
        cancel.check();
        long id = rows.getLong(1);
        String json = String.valueOf(rows.getString(2));
        if (id != expected) {
          findings.add("series.id", "series.id " + expected + " to come next", "" + id);
        }
        expected = id + 1;
        byte[] labels = json.getBytes(UTF_8);
        if (Arrays.compareUnsigned(previous, labels) >= 0) {
          findings.add(
              "series order",
              "series.labels in ascending order, each once",
              "series " + id + " with " + json);
        }
        previous = labels;
        keys.addAll(keys(id, json, findings));
      }
    }
    return keys;
  }

  private static Set<String> keys(long id, String json, SegmentFindings findings) {
    try {
      Labels labels = Labels.parse(json);
      if (!labels.json().equals(json)) {
        findings.add("series.labels", "labels of series " + id + " to be " + labels.json(), json);
      }
      return labels.values().keySet();
    } catch (IllegalArgumentException e) {
      findings.add("series.labels", "labels of series " + id + " to be an object of texts", json);
      return Set.of();
    }
  }
}
