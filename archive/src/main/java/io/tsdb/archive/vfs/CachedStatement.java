package io.tsdb.archive.vfs;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A query that SQLite has prepared once and runs again and again, in one segment after the other.
 * Made by {@link SegmentDatabase#prepare}; closing gives it back, with nothing left in it of this
 * use. For one thread.
 */
public final class CachedStatement implements AutoCloseable {

  private final SegmentDatabase owner;
  private final String sql;
  private final PreparedStatement statement;
  private Optional<ResultSet> rows = Optional.empty();
  private boolean closed;

  CachedStatement(SegmentDatabase owner, String sql, PreparedStatement statement) {
    this.owner = owner;
    this.sql = sql;
    this.statement = statement;
  }

  /**
   * Sets the value of a {@code ?}.
   *
   * @param index of the {@code ?}, from 1 on
   * @param value Long, Double, String, byte[] or null
   */
  public void set(int index, Object value) throws SQLException {
    requireOpen();
    statement.setObject(index, value);
  }

  /**
   * Runs the query. Its rows can be read until the next run, or until this is closed.
   *
   * @throws SQLException to be passed through {@link SegmentDatabase#explain}, as those of the rows
   */
  public ResultSet query() throws SQLException {
    requireOpen();
    ResultSet answer = statement.executeQuery();
    rows = Optional.of(answer);
    return answer;
  }

  private void requireOpen() throws SQLException {
    if (closed) {
      throw new SQLException("The statement of segment " + owner.key() + " is closed");
    }
  }

  /** Ends the query; closing again does nothing. */
  @Override
  public void close() throws SQLException {
    if (!closed) {
      closed = true;
      if (rows.isPresent()) {
        rows.get().close();
      }
      owner.giveBack(sql, statement);
    }
  }
}
