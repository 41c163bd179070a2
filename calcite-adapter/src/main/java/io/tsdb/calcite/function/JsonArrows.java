package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * {@code ->} and {@code ->>} on a text that is no longer in its segment, such as a joined or
 * computed one. SQLite itself computes them, in a database in memory, so that they mean the same as
 * inside a segment. There is one such database per process, used by one thread at a time; on labels
 * and payload of {@code events} the segments' own SQLite computes the arrows, without this limit.
 */
public final class JsonArrows {

  private static final Object LOCK = new Object();

  /** Guarded by {@link #LOCK}; opened at first use and kept as long as the process. */
  private static Arrow json;

  private static Arrow text;

  private JsonArrows() {}

  /**
   * {@code json -> path}.
   *
   * @param path a text or an integer
   * @throws QueryException if the text is not JSON, or the path starts with $ and is not one
   */
  public static String json(String json, Object path) {
    synchronized (LOCK) {
      try {
        if (JsonArrows.json == null) {
          JsonArrows.json = new Arrow("->");
        }
        return JsonArrows.json.apply(json, path);
      } catch (SQLException e) {
        throw failure(e, "->", path);
      }
    }
  }

  /** {@code json ->> path}, as text; otherwise as {@link #json}. */
  public static String text(String json, Object path) {
    synchronized (LOCK) {
      try {
        if (text == null) {
          text = new Arrow("->>");
        }
        return text.apply(json, path);
      } catch (SQLException e) {
        throw failure(e, "->>", path);
      }
    }
  }

  private static QueryException failure(SQLException e, String arrow, Object path) {
    return new QueryException(
        "SQLite cannot compute " + arrow + " '" + path + "': " + e.getMessage(), e);
  }

  /** One prepared statement on a database of its own. */
  private static final class Arrow {

    private final PreparedStatement statement;

    Arrow(String operator) throws SQLException {
      Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      statement = connection.prepareStatement("SELECT CAST(? " + operator + " ? AS TEXT)");
    }

    String apply(String json, Object path) throws SQLException {
      statement.setString(1, json);
      if (path instanceof Number number) {
        statement.setLong(2, number.longValue());
      } else {
        statement.setString(2, path.toString());
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      } finally {
        statement.clearParameters();
      }
    }
  }
}
