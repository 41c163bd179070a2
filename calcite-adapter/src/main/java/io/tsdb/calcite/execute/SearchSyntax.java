package io.tsdb.calcite.execute;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Has FTS5 itself read the queries of full-text search before any segment is: so a broken one fails
 * in the same way whether there are many segments, or none. A process has one empty table for that,
 * in memory, made at first use, for one thread at a time.
 */
final class SearchSyntax {

  private static final SearchSyntax SHARED = new SearchSyntax();

  /** With the columns of a segment's. */
  private static final String TABLE =
      "CREATE VIRTUAL TABLE search USING fts5(labels, text, content='', columnsize=0)";

  private Optional<Connection> connection = Optional.empty();

  private SearchSyntax() {}

  /**
   * Does nothing if FTS5 can read a query.
   *
   * @throws SearchSyntaxException if not
   */
  static void check(String query) {
    SHARED.read(query);
  }

  private synchronized void read(String query) {
    try (PreparedStatement search =
        database().prepareStatement("SELECT rowid FROM search WHERE search MATCH ?")) {
      search.setString(1, query);
      try (ResultSet none = search.executeQuery()) {
        none.next();
      }
    } catch (SQLException e) {
      throw new SearchSyntaxException(query, e);
    }
  }

  private Connection database() throws SQLException {
    if (connection.isEmpty()) {
      // Not by the DriverManager, which does not know SQLite's driver where ours is all there is.
      Connection opened = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
      try (Statement statement = opened.createStatement()) {
        statement.execute(TABLE);
      } catch (SQLException e) {
        opened.close();
        throw e;
      }
      connection = Optional.of(opened);
    }
    return connection.get();
  }
}
