package io.tsdb.calcite.reference;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/**
 * Reads the tables of a SQLite database, not its views and virtual tables: their definitions could
 * be anything. A blob becomes hexadecimal digits.
 */
final class SqliteFile {

  private static final String TABLES =
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE"
          + " '\\' AND sql NOT LIKE 'CREATE VIRTUAL %' ORDER BY name";

  /** Where the header says how the file was written to; 2 is a write-ahead log. */
  private static final int WRITE_VERSION = 18;

  private static final int READ_VERSION = 19;
  private static final int HEADER_BYTES = 100;

  private SqliteFile() {}

  /**
   * Reads a file.
   *
   * @return tables by their names
   * @throws ReferenceException if it is no such database
   */
  static Map<String, ReferenceData> read(String file, byte[] bytes) {
    byte[] database = bytes.clone();
    if (database.length < HEADER_BYTES) {
      throw new ReferenceException(
          file + ": expected a SQLite database, found " + database.length + " bytes");
    }
    // In memory there is no log beside the file.
    database[WRITE_VERSION] = 1;
    database[READ_VERSION] = 1;
    // Not by the DriverManager, which does not know SQLite's driver where ours is all there is.
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
      connection.unwrap(SQLiteConnection.class).deserialize("main", database);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA trusted_schema = OFF");
        statement.execute("PRAGMA query_only = ON");
      }
      Map<String, ReferenceData> tables = new TreeMap<>();
      for (String name : names(connection)) {
        tables.put(name, table(file + " table " + name, name, connection));
      }
      return tables;
    } catch (SQLException e) {
      throw new ReferenceException(
          file + ": expected a SQLite database, found that " + e.getMessage(), e);
    }
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private static ReferenceData table(String what, String name, Connection connection)
      throws SQLException {
    DataBuilder data = new DataBuilder(what);
    String sql = "SELECT * FROM \"" + name.replace("\"", "\"\"") + "\"";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      int width = row.getMetaData().getColumnCount();
      for (int i = 1; i <= width; i++) {
        data.column(row.getMetaData().getColumnName(i), Optional.empty(), "");
      }
      while (row.next()) {
        Object[] values = new Object[width];
        for (int i = 0; i < width; i++) {
          values[i] = value(row.getObject(i + 1));
        }
        data.row(values, true, "");
      }
    }
    return data.build();
  }

  private static Object value(Object stored) {
    if (stored instanceof Integer number) {
      return number.longValue();
    }
    if (stored instanceof byte[] blob) {
      return HexFormat.of().formatHex(blob);
    }
    return stored instanceof Double number && !Double.isFinite(number) ? number.toString() : stored;
  }
}
