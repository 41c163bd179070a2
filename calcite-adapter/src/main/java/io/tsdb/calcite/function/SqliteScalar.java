package io.tsdb.calcite.function;

import io.tsdb.calcite.execute.QueryException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * SQLite's scalar functions of values that are no longer in a segment, computed by SQLite itself in
 * a database in memory, so that they mean the same as inside a segment. A process has one such
 * database, opened at first use, for one thread at a time.
 */
final class SqliteScalar {

  /** Statements that are kept prepared. */
  static final int MOST_STATEMENTS = 16;

  private static final SqliteScalar SHARED = new SqliteScalar();

  private final Map<String, PreparedStatement> statements =
      new LinkedHashMap<>(MOST_STATEMENTS, 0.75f, true);
  private Optional<Connection> connection = Optional.empty();

  private SqliteScalar() {}

  /**
   * Computes an expression.
   *
   * @param expression in SQLite's SQL, with {@code ?} for the arguments
   * @param arguments texts and whole numbers
   * @param what names it in messages
   * @return its value as text, or null
   * @throws QueryException if SQLite refuses
   */
  static String compute(String expression, Object[] arguments, String what) {
    return SHARED.value(expression, arguments, what);
  }

  private synchronized String value(String expression, Object[] arguments, String what) {
    try {
      PreparedStatement statement = prepared(expression);
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] instanceof Number number) {
          statement.setLong(i + 1, number.longValue());
        } else {
          statement.setString(i + 1, arguments[i].toString());
        }
      }
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getString(1);
      }
    } catch (SQLException e) {
      QueryException failure =
          new QueryException("SQLite cannot compute " + what + ": " + e.getMessage(), e);
      close(failure);
      throw failure;
    }
  }

  private PreparedStatement prepared(String expression) throws SQLException {
    PreparedStatement known = statements.get(expression);
    if (known != null) {
      return known;
    }
    if (connection.isEmpty()) {
      // Not by the DriverManager, which does not know SQLite's driver where ours is all there is.
      connection = Optional.of(new SQLiteConfig().createConnection("jdbc:sqlite::memory:"));
    }
    if (statements.size() >= MOST_STATEMENTS) {
      statements.remove(statements.keySet().iterator().next()).close();
    }
    PreparedStatement statement = connection.get().prepareStatement("SELECT " + expression);
    statements.put(expression, statement);
    return statement;
  }

  /** A statement that failed stays unusable, so its database goes. */
  private void close(QueryException failure) {
    Optional<Connection> finished = connection;
    connection = Optional.empty();
    statements.clear();
    try {
      if (finished.isPresent()) {
        finished.get().close();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
