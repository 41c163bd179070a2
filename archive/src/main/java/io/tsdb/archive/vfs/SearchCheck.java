package io.tsdb.archive.vfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tsdb.archive.segment.Labels;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.StringJoiner;
import org.sqlite.JDBC;

/**
 * Holds the text indexes to the rows, wholly: what they must contain is indexed once more, in a
 * temporary database of SQLite's that keeps little in memory, and both are then walked term by
 * term. A document that is missing, too many, under another row or with other words shows as a term
 * whose places differ.
 */
final class SearchCheck {

  /** Term, how often it occurs, in which documents, and two sums that tell its places. */
  private static final String TERMS =
      "SELECT term, count(*), min(doc), max(doc), total(1.0 * doc * doc),"
          + " total((offset + 1.0) * (doc + (CASE col WHEN 'text' THEN 0.5 ELSE 0.25 END)))"
          + " FROM temp.%s_terms GROUP BY term ORDER BY term";

  private static final String EVENTS =
      "SELECT s.n, r.labels, CAST(s.text AS BLOB) FROM sample AS s"
          + " LEFT JOIN series AS r ON r.id = s.series WHERE s.text IS NOT NULL ORDER BY s.n";

  private static final String SERIES =
      "SELECT id, labels, NULL FROM series"
          + " WHERE id IN (SELECT series FROM sample WHERE text IS NULL) ORDER BY id";

  private final Connection segment;
  private final SegmentFindings findings;
  private final Cancellation cancel;

  SearchCheck(Connection segment, SegmentFindings findings, Cancellation cancel) {
    this.segment = segment;
    this.findings = findings;
    this.cancel = cancel;
  }

  /** Index {@code search}, of events with text. */
  void events() throws SQLException, IOException {
    compare("search", EVENTS);
  }

  /** Index {@code series_search}, of series that have events without text. */
  void series() throws SQLException, IOException {
    compare("series_search", SERIES);
  }

  private void compare(String table, String documents) throws SQLException, IOException {
    // A database without a name: SQLite keeps it in its page cache, and what does not fit in a file
    // that has no name either.
    try (Connection scratch = JDBC.createConnection(JDBC.PREFIX, new Properties())) {
      try (Statement statement = scratch.createStatement()) {
        statement.execute("PRAGMA journal_mode = OFF");
        statement.execute(
            "CREATE VIRTUAL TABLE "
                + table
                + " USING fts5(labels, text, content='', columnsize=0)");
      }
      scratch.setAutoCommit(false);
      index(table, documents, scratch);
      openTerms(scratch, table);
      openTerms(segment, table);
      walk(table, scratch);
    }
  }

  private void index(String table, String documents, Connection scratch)
      throws SQLException, IOException {
    try (Statement statement = segment.createStatement();
        ResultSet rows = statement.executeQuery(documents);
        PreparedStatement insert =
            scratch.prepareStatement(
                "INSERT INTO "
                    + table
                    + "(rowid, labels, text)"
                    + " VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT))")) {
      String json = null;
      byte[] labels = {};
      while (rows.next()) {
        cancel.check();
        String next = String.valueOf(rows.getString(2));
        if (!next.equals(json)) {
          json = next;
          labels = document(json);
        }
        insert.setLong(1, rows.getLong(1));
        insert.setBytes(2, labels);
        insert.setBytes(3, rows.getBytes(3));
        insert.executeUpdate();
      }
    }
  }

  private static byte[] document(String json) {
    StringJoiner words = new StringJoiner(" ");
    try {
      Labels.parse(json).values().forEach((key, value) -> words.add(key).add(value));
    } catch (IllegalArgumentException e) {
      return new byte[0]; // SeriesCheck tells it
    }
    return words.toString().getBytes(UTF_8);
  }

  private static void openTerms(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // The segment itself is open for reading only; this is so of temporary tables as well.
      statement.execute("PRAGMA query_only = OFF");
      statement.execute(
          "CREATE VIRTUAL TABLE temp."
              + table
              + "_terms USING fts5vocab(main, "
              + table
              + ", instance)");
      statement.execute("PRAGMA query_only = ON");
    }
  }

  private void walk(String table, Connection scratch) throws SQLException, IOException {
    String sql = String.format(Locale.ROOT, TERMS, table);
    try (Statement wanted = scratch.createStatement();
        Statement there = segment.createStatement();
        ResultSet expected = wanted.executeQuery(sql);
        ResultSet found = there.executeQuery(sql)) {
      boolean more = true;
      while (more) {
        cancel.check();
        boolean due = expected.next();
        boolean given = found.next();
        if (!(due ? given && same(expected, found) : !given)) {
          findings.add(
              table,
              table + " to have, as the rows say, " + (due ? term(expected) : "no more terms"),
              given ? term(found) : "no more terms");
          return;
        }
        more = due;
      }
    }
  }

  private static boolean same(ResultSet expected, ResultSet found) throws SQLException {
    return expected.getString(1).equals(found.getString(1))
        && expected.getLong(2) == found.getLong(2)
        && expected.getLong(3) == found.getLong(3)
        && expected.getLong(4) == found.getLong(4)
        && Double.compare(expected.getDouble(5), found.getDouble(5)) == 0
        && Double.compare(expected.getDouble(6), found.getDouble(6)) == 0;
  }

  private static String term(ResultSet row) throws SQLException {
    return "term '"
        + row.getString(1)
        + "' "
        + row.getLong(2)
        + " times in rowids "
        + row.getLong(3)
        + " to "
        + row.getLong(4);
  }
}
