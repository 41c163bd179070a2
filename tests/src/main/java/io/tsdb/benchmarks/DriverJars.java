package io.tsdb.benchmarks;

import io.tsdb.archive.segment.Event;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * The jars of drivers, as users load them, which the build leaves in a folder beside the
 * benchmarks' own jar.
 */
record DriverJars(Path tsdb, Path sqlite, Path duckdb) {

  static final String TSDB = "tsdb";
  static final String SQLITE = "sqlite-jdbc";
  static final String DUCKDB = "duckdb_jdbc";

  static DriverJars besideThisProgram() throws Exception {
    Path program =
        Path.of(DriverJars.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = program.resolveSibling("drivers");
    return new DriverJars(jar(folder, "tsdb-jdbc"), jar(folder, SQLITE), jar(folder, DUCKDB));
  }

  private static Path jar(Path folder, String name) {
    Path jar = folder.resolve(name + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          "Expected " + jar + ", found none. Build it: ./mvnw -DskipTests package");
    }
    return jar;
  }

  /** Writes events to a table {@code events} of a new SQLite file; returns its URL. */
  String writeSqlite(Path file, List<Event> events) throws Exception {
    return write(sqlite, "jdbc:sqlite:" + file, events);
  }

  /** The same for DuckDB. */
  String writeDuckdb(Path file, List<Event> events) throws Exception {
    return write(duckdb, "jdbc:duckdb:" + file, events);
  }

  private static String write(Path jar, String url, List<Event> events) throws Exception {
    try (URLClassLoader loader =
            new URLClassLoader(
                new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        Connection connection = driver(loader).connect(url, new Properties())) {
      try (Statement table = connection.createStatement()) {
        table.execute(
            "CREATE TABLE events (ts BIGINT, host VARCHAR, region VARCHAR, value DOUBLE)");
      }
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?)")) {
        for (Event event : events) {
          insert.setLong(1, event.timestamp());
          insert.setString(2, event.labels().values().get("host"));
          insert.setString(3, event.labels().values().get("region"));
          insert.setDouble(4, event.value().orElseThrow());
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
    return url;
  }

  private static Driver driver(ClassLoader loader) {
    return ServiceLoader.load(Driver.class, loader).stream()
        .filter(provider -> provider.type().getClassLoader() == loader)
        .findFirst()
        .orElseThrow()
        .get();
  }
}
