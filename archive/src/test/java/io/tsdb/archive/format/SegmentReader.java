package io.tsdb.archive.format;

import io.tsdb.archive.segment.Event;
import io.tsdb.archive.segment.Labels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sqlite.SQLiteConnection;

/** Reads a segment as anybody would: by SQLite. */
final class SegmentReader implements AutoCloseable {

  private final Connection connection;

  private SegmentReader(Connection connection) {
    this.connection = connection;
  }

  static SegmentReader of(Path file) throws SQLException {
    return new SegmentReader(
        DriverManager.getConnection("jdbc:sqlite:file:" + file + "?immutable=1"));
  }

  /** Reads a copy of a file's bytes, which may be written to. */
  static SegmentReader of(byte[] bytes) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    connection.unwrap(SQLiteConnection.class).deserialize("main", bytes);
    return new SegmentReader(connection);
  }

  /** Runs a statement that returns nothing. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows of a query, each as its columns' texts with bars between, as the sqlite3 shell prints. */
  List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          String text = result.getString(i);
          row.append(i == 1 ? "" : "|").append(text == null ? "" : text);
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  /** The events of the view, in its order. */
  List<Event> events() throws SQLException {
    List<Event> events = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT ts, labels, value, text, id FROM events")) {
      while (result.next()) {
        double value = result.getDouble(3);
        events.add(
            new Event(
                result.getLong(1),
                Labels.parse(result.getString(2)),
                result.getObject(3) == null ? OptionalDouble.empty() : OptionalDouble.of(value),
                Optional.ofNullable(result.getString(4)),
                Optional.ofNullable(result.getString(5))));
      }
    }
    return events;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
