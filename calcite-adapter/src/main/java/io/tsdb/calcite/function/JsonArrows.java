package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * {@code ->} and {@code ->>} on a text that is no longer in its segment, such as a joined or
 * computed one. SQLite itself computes them, in a database in memory, so that they mean the same as
 * inside a segment. A process has one such database for each arrow, opened at first use, for one
 * thread at a time; on labels and payload of {@code events} the segments' own SQLite computes the
 * arrows.
 */
public final class JsonArrows {

  private static final JsonArrows SHARED = new JsonArrows();

  private Optional<PreparedStatement> json = Optional.empty();
  private Optional<PreparedStatement> text = Optional.empty();

  private JsonArrows() {}

  /**
   * {@code json -> path}.
   *
   * @param path a text or an integer
   * @return JSON, or null
   * @throws QueryException if the text is not JSON, or the path starts with $ and is not one
   */
  public static String json(String json, Object path) {
    return SHARED.jsonAt(json, path);
  }

  /** {@code json ->> path}, as text; otherwise as {@link #json}. */
  public static String text(String json, Object path) {
    return SHARED.textAt(json, path);
  }

  private synchronized String jsonAt(String document, Object path) {
    try {
      if (json.isEmpty()) {
        json = Optional.of(prepare("->"));
      }
      return apply(json.get(), document, path);
    } catch (SQLException e) {
      json = Optional.empty();
      throw failure(e, "->", path);
    }
  }

  private synchronized String textAt(String document, Object path) {
    try {
      if (text.isEmpty()) {
        text = Optional.of(prepare("->>"));
      }
      return apply(text.get(), document, path);
    } catch (SQLException e) {
      text = Optional.empty();
      throw failure(e, "->>", path);
    }
  }

  private static PreparedStatement prepare(String arrow) throws SQLException {
    // Not by the DriverManager, which does not know SQLite's driver where ours is all there is.
    Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
    return connection.prepareStatement("SELECT CAST(? " + arrow + " ? AS TEXT)");
  }

  private static String apply(PreparedStatement statement, String document, Object path)
      throws SQLException {
    statement.setString(1, document);
    if (path instanceof Number number) {
      statement.setLong(2, number.longValue());
    } else {
      statement.setString(2, path.toString());
    }
    try (ResultSet result = statement.executeQuery()) {
      result.next();
      return result.getString(1);
    } catch (SQLException e) {
      // The statement stays unusable, so its database goes too.
      statement.getConnection().close();
      throw e;
    }
  }

  private static QueryException failure(SQLException e, String arrow, Object path) {
    return new QueryException(
        "SQLite cannot compute " + arrow + " '" + path + "': " + e.getMessage(), e);
  }
}
