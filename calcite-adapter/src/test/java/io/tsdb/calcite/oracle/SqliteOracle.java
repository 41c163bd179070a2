package io.tsdb.calcite.oracle;

import io.tsdb.calcite.testing.ArchiveFixture;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * SQLite over one file of all events, made to answer as standard SQL would: LIKE tells cases apart,
 * the collation {@code utf16} orders texts by UTF-16 code unit, and functions {@code std_...} count
 * in UTF-16 code units and know all of Unicode.
 */
public final class SqliteOracle implements AutoCloseable {

  private static final List<String> TYPED =
      List.of("ts INTEGER", "labels TEXT", "value REAL", "text TEXT", "payload TEXT", "id TEXT");

  private final Connection connection;
  private final List<String> labelColumns = new ArrayList<>();

  private SqliteOracle(Connection connection) {
    this.connection = connection;
  }

  /** Copies the view {@code events} of the file into a table, which SQLite reads faster. */
  public static SqliteOracle open(ArchiveFixture archive) throws SQLException {
    SqliteOracle oracle = new SqliteOracle(archive.oracleConnection());
    try {
      oracle.prepare();
      return oracle;
    } catch (SQLException e) {
      oracle.close();
      throw e;
    }
  }

  private void prepare() throws SQLException {
    Collation.create(
        connection,
        "utf16",
        new Collation() {
          @Override
          protected int xCompare(String left, String right) {
            return left.compareTo(right);
          }
        });
    function("std_upper", arguments -> arguments.text(0).toUpperCase(Locale.ROOT));
    function("std_lower", arguments -> arguments.text(0).toLowerCase(Locale.ROOT));
    function("std_length", arguments -> arguments.text(0).length());
    function("std_position", arguments -> arguments.text(1).indexOf(arguments.text(0)) + 1);
    function("std_substring", SqliteOracle::substring);
    try (Statement statement = connection.createStatement()) {
      try (ResultSet columns =
          statement.executeQuery("SELECT name FROM pragma_table_info('events') ORDER BY cid")) {
        while (columns.next()) {
          labelColumns.add(columns.getString(1));
        }
      }
      labelColumns.removeAll(
          List.of("n", "series", "ts", "time", "labels", "value", "text", "payload", "id"));
      StringBuilder definition = new StringBuilder("CREATE TEMP TABLE copy(n INTEGER, series, ");
      StringBuilder names = new StringBuilder("n, series, ts, labels, value, text, payload, id");
      definition.append(String.join(", ", TYPED));
      for (String column : labelColumns) {
        String name = ", \"" + column.replace("\"", "\"\"") + '"';
        definition.append(name).append(" TEXT");
        names.append(name);
      }
      statement.execute(definition.append(')').toString());
      statement.execute("INSERT INTO copy SELECT " + names + " FROM events");
      statement.execute("DROP VIEW temp.events");
      statement.execute("ALTER TABLE copy RENAME TO events");
    }
  }

  /** The columns of label keys, in their order. */
  public List<String> labelColumns() {
    return List.copyOf(labelColumns);
  }

  /** All rows. */
  public List<List<Object>> rows(String sql, List<Object> parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int count = statement.getParameterMetaData().getParameterCount();
      for (int i = 0; i < Math.min(count, parameters.size()); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      try (ResultSet result = statement.executeQuery()) {
        List<List<Object>> rows = new ArrayList<>();
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<Object> row = new ArrayList<>();
          for (int i = 1; i <= width; i++) {
            row.add(result.getObject(i));
          }
          rows.add(row);
        }
        return rows;
      }
    }
  }

  private static String substring(Arguments arguments) throws SQLException {
    String text = arguments.text(0);
    long start = arguments.whole(1) - 1;
    long end = Math.min(text.length(), start + arguments.whole(2));
    start = Math.max(0, start);
    return start >= end ? "" : text.substring((int) start, (int) end);
  }

  /** The arguments of a call, none of them null. */
  private interface Arguments {

    String text(int index) throws SQLException;

    int whole(int index) throws SQLException;
  }

  private interface Body {

    Object apply(Arguments arguments) throws SQLException;
  }

  private void function(String name, Body body) throws SQLException {
    Function.create(
        connection,
        name,
        new Function() {
          @Override
          protected void xFunc() throws SQLException {
            for (int i = 0; i < args(); i++) {
              if (value_type(i) == 5) {
                result();
                return;
              }
            }
            Object value = body.apply(new Values());
            if (value instanceof Integer number) {
              result(number.intValue());
            } else {
              result((String) value);
            }
          }

          final class Values implements Arguments {

            @Override
            public String text(int index) throws SQLException {
              return value_text(index);
            }

            @Override
            public int whole(int index) throws SQLException {
              return value_int(index);
            }
          }
        });
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
