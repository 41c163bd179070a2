package io.tsdb.jdbc;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs in a JVM of its own, without anything of this project on the class path but the shaded jar,
 * and prints what it finds, one line each. It must use the JDK alone.
 */
public final class ShadedJarProbe {

  private ShadedJarProbe() {}

  /**
   * Arguments: {@code query}, {@code twice}, {@code start}, {@code refusal} or {@code together},
   * then URL, and the jar for twice.
   */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "query" -> query(args[1]);
      case "twice" -> twice(args[1], new File(args[2]));
      case "start" -> start(args[1]);
      case "refusal" -> refusal(args[1]);
      case "together" -> together(args[1]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void query(String url) throws Exception {
    Properties keys = new Properties();
    keys.putAll(System.getProperties());
    try (Connection connection = DriverManager.getConnection(url, keys)) {
      ask(connection, "SELECT count(*) FROM events");
      ask(connection, "SELECT product_name FROM events WHERE order_id = '111'");
      ask(connection, "SELECT payload->>'product_name' FROM events WHERE order_id = '123456'");
      ask(connection, "SELECT payload->'order_id' FROM events WHERE events('order_id 111')");
      ask(connection, "SELECT \"text\" FROM events WHERE events('zerbrochen')");
      ask(
          connection,
          "SELECT time_bucket('1 hour', ts), count(*), max(\"value\") FROM events"
              + " WHERE sensor_id IS NOT NULL GROUP BY 1 ORDER BY 1");
      ask(connection, "SELECT upper(labels->>'sensor_id') FROM events ORDER BY ts DESC LIMIT 1");
      ask(connection, "SELECT count(*) FROM segments");
      ask(connection, "SELECT max(labels)->>'sensor_id' FROM events");
      parameters(connection);
      metadata(connection);
    }
    drivers();
  }

  private static void ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        StringBuilder line = new StringBuilder("row");
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          line.append('|').append(rows.getString(i));
        }
        System.out.println(line);
      }
    }
  }

  private static void parameters(Connection connection) throws SQLException {
    Instant instant = Instant.parse("2024-03-10T02:30:00.123Z");
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT ts FROM events WHERE ts = ?")) {
      for (Object time : new Object[] {Timestamp.from(instant), instant, instant.toEpochMilli()}) {
        statement.setObject(1, time);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            System.out.println(
                "time|"
                    + time.getClass().getSimpleName()
                    + '|'
                    + rows.getTimestamp(1).toInstant()
                    + '|'
                    + rows.getObject(1, LocalDateTime.class)
                    + '|'
                    + rows.getObject(1, OffsetDateTime.class)
                    + '|'
                    + rows.getString(1));
          }
        }
      }
    }
  }

  private static void metadata(Connection connection) throws SQLException {
    try (ResultSet tables = connection.getMetaData().getTables(null, null, "%", null)) {
      while (tables.next()) {
        System.out.println("table|" + tables.getString("TABLE_NAME"));
      }
    }
    try (ResultSet columns = connection.getMetaData().getColumns(null, null, "events", "%")) {
      StringBuilder line = new StringBuilder("columns");
      while (columns.next()) {
        line.append('|').append(columns.getString("COLUMN_NAME"));
      }
      System.out.println(line);
    }
  }

  /** Which drivers the whole program knows after ours was used. */
  private static void drivers() {
    TreeSet<String> names = new TreeSet<>();
    DriverManager.drivers().forEach(driver -> names.add(driver.getClass().getName()));
    System.out.println("drivers|" + String.join("|", names));
  }

  /**
   * Two copies of the jar in class loaders of their own, while the context class loader is none.
   */
  private static void twice(String url, File jar) throws Exception {
    Thread.currentThread().setContextClassLoader(null);
    URL[] urls = {jar.toURI().toURL()};
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader(urls, jdk);
        URLClassLoader second = new URLClassLoader(urls, jdk);
        Connection one = driver(first).connect(url, new Properties());
        Connection two = driver(second).connect(url, new Properties())) {
      ask(one, "SELECT count(*), sum(\"value\") FROM events");
      ask(two, "SELECT count(*), sum(\"value\") FROM events");
      ask(one, "SELECT \"text\" FROM events WHERE events('order_id 111')");
      System.out.println("classes differ|" + (one.getClass() != two.getClass()));
    }
  }

  /** Many threads that all begin at once, with what loads most classes at different ends. */
  private static void together(String url) throws Exception {
    List<String> statements =
        List.of(
            "SELECT count(*) FROM events",
            "SELECT product_name FROM events WHERE order_id = '111'",
            "SELECT upper(max(sensor_id)) FROM events GROUP BY sensor_id IS NULL ORDER BY 1",
            "SELECT count(*) FROM segments JOIN series ON true");
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (String statement : statements) {
      tasks.add(
          () -> {
            try (Connection connection = DriverManager.getConnection(url);
                Statement ask = connection.createStatement();
                ResultSet rows = ask.executeQuery(statement)) {
              return rows.next() ? 1 : 0;
            }
          });
      tasks.add(
          () -> {
            try (Connection connection = DriverManager.getConnection(url);
                ResultSet functions = connection.getMetaData().getFunctions(null, null, "%");
                ResultSet columns = connection.getMetaData().getColumns(null, null, "%", "%")) {
              return functions.next() && columns.next() ? 1 : 0;
            }
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    int answered = 0;
    for (Future<Integer> answer : threads.invokeAll(tasks)) {
      answered += answer.get();
    }
    threads.shutdown();
    System.out.println("answered|" + answered);
  }

  /** What a connection that cannot be made is answered with. */
  private static void refusal(String url) {
    try (Connection connection = DriverManager.getConnection(url)) {
      System.out.println("connected|" + connection);
    } catch (SQLException e) {
      System.out.println(e.getSQLState() + '|' + e.getMessage());
    }
  }

  private static Driver driver(ClassLoader loader) {
    return ServiceLoader.load(Driver.class, loader).stream()
        .filter(provider -> provider.type().getClassLoader() == loader)
        .findFirst()
        .orElseThrow()
        .get();
  }

  /** Milliseconds from the start of the JVM to the first row. */
  private static void start(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM events")) {
      rows.next();
      System.out.println(
          "first row after ms|"
              + ProcessHandle.current()
                  .info()
                  .startInstant()
                  .map(start -> Instant.now().toEpochMilli() - start.toEpochMilli())
                  .orElseThrow());
    }
  }
}
