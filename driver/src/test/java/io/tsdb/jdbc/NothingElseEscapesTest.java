package io.tsdb.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of the JDBC interfaces, in every state, answers or throws an SQLException. */
class NothingElseEscapesTest {

  private static final String SQL =
      "SELECT ts, \"value\", \"text\", TRUE, DATE '2024-01-01' FROM events WHERE ts > ?";

  /** They end the state that the other methods are to be called in. */
  private static final Set<String> ENDING = Set.of("close", "abort", "closeOnCompletion");

  private static final Map<Class<?>, Object> ORDINARY =
      Map.of(
          boolean.class,
          true,
          byte.class,
          (byte) 1,
          short.class,
          (short) 1,
          int.class,
          1,
          long.class,
          1L,
          float.class,
          1f,
          double.class,
          1d,
          String.class,
          "1",
          Class.class,
          String.class,
          Object.class,
          "1");

  @TempDir static Path folder;
  private static String url;

  @BeforeAll
  static void write() throws Exception {
    url = TestArchive.write(folder);
  }

  private static List<String> escapes(Class<?> type, Object target) throws Exception {
    List<String> escapes = new ArrayList<>();
    for (Method method : type.getMethods()) {
      if (ENDING.contains(method.getName())) {
        continue;
      }
      for (boolean nulls : new boolean[] {false, true}) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
          Class<?> parameter = method.getParameterTypes()[i];
          boolean given = parameter.isPrimitive() || !nulls;
          arguments[i] = given ? ORDINARY.get(parameter) : null;
        }
        try {
          var unused = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
          boolean expected = e.getCause() instanceof SQLException sql && sql.getSQLState() != null;
          if (!expected && !isDefaultOfTheJdk(method)) {
            escapes.add(method + (nulls ? " of nulls: " : ": ") + e.getCause());
          }
        }
      }
    }
    return escapes;
  }

  /** The JDK answers these itself: they quote texts, and refuse sharding, without an SQLState. */
  private static boolean isDefaultOfTheJdk(Method method) {
    return method.isDefault()
        && (method.getName().startsWith("enquote")
            || method.getName().startsWith("setShardingKey")
            || method.getName().equals("isSimpleIdentifier"));
  }

  @Test
  void openObjects() throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(SQL);
        PreparedStatement executed = connection.prepareStatement(SQL)) {
      executed.setLong(1, 0);
      ResultSet rows = executed.executeQuery();
      assertThat(escapes(ResultSet.class, rows)).as("before the first row").isEmpty();
      assertThat(escapes(ResultSet.class, executed.executeQuery())).isEmpty();
      assertThat(escapes(ResultSetMetaData.class, executed.getMetaData())).isEmpty();
      assertThat(escapes(ParameterMetaData.class, executed.getParameterMetaData())).isEmpty();
      assertThat(escapes(Statement.class, statement)).isEmpty();
      assertThat(escapes(PreparedStatement.class, prepared)).isEmpty();
      assertThat(escapes(DatabaseMetaData.class, connection.getMetaData())).isEmpty();
      assertThat(escapes(Connection.class, connection)).isEmpty();
    }
  }

  @Test
  void closedObjects() throws Exception {
    Connection connection = DriverManager.getConnection(url);
    Statement statement = connection.createStatement();
    PreparedStatement prepared = connection.prepareStatement(SQL);
    prepared.setLong(1, 0);
    ResultSet rows = prepared.executeQuery();
    DatabaseMetaData metadata = connection.getMetaData();
    connection.close();
    assertThat(escapes(ResultSet.class, rows)).isEmpty();
    assertThat(escapes(Statement.class, statement)).isEmpty();
    assertThat(escapes(PreparedStatement.class, prepared)).isEmpty();
    assertThat(escapes(DatabaseMetaData.class, metadata)).isEmpty();
    assertThat(escapes(Connection.class, connection)).isEmpty();
  }

  @Test
  void exhaustedAndCancelledResults() throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      ResultSet rows = statement.executeQuery("SELECT * FROM events");
      while (rows.next()) {
        assertThat(rows.getLong(1)).isPositive();
      }
      assertThat(escapes(ResultSet.class, rows)).isEmpty();
      rows = statement.executeQuery("SELECT * FROM events");
      statement.cancel();
      assertThat(escapes(ResultSet.class, rows)).isEmpty();
    }
  }
}
