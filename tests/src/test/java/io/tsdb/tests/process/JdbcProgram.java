package io.tsdb.tests.process;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A client of {@link DriverManager} that uses nothing but the JDK. It runs in a JVM whose class
 * path holds this class and the driver's jar, answers the questions of {@link DriverJvm} on its
 * standard input, and ends with it.
 */
public final class JdbcProgram {

  static final byte ROWS = 1;
  static final byte ERROR = 2;

  /** Stands for SQL NULL in an answer. */
  static final String NULL = "\u0000null";

  private JdbcProgram() {}

  public static void main(String[] arguments) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    while (in.readBoolean()) {
      String url = in.readUTF();
      Properties properties = new Properties();
      for (int left = in.readInt(); left > 0; left--) {
        properties.setProperty(in.readUTF(), in.readUTF());
      }
      String sql = in.readUTF();
      List<String> parameters = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        parameters.add(in.readUTF());
      }
      answer(out, url, properties, sql, parameters);
      out.flush();
    }
  }

  private static void answer(
      DataOutputStream out, String url, Properties properties, String sql, List<String> parameters)
      throws IOException {
    try {
      List<List<String>> rows = query(url, properties, sql, parameters);
      out.writeByte(ROWS);
      out.writeInt(rows.size());
      for (List<String> row : rows) {
        out.writeInt(row.size());
        for (String cell : row) {
          out.writeUTF(cell);
        }
      }
    } catch (SQLException e) {
      out.writeByte(ERROR);
      out.writeUTF(e.getSQLState() == null ? "" : e.getSQLState());
      out.writeUTF(String.valueOf(e.getMessage()));
    }
  }

  private static List<List<String>> query(
      String url, Properties properties, String sql, List<String> parameters) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, properties);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      try (ResultSet result = statement.executeQuery()) {
        List<List<String>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= columns; column++) {
            String cell = result.getString(column);
            row.add(cell == null ? NULL : cell);
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }
}
