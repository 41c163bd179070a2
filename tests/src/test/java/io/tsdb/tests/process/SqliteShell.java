package io.tsdb.tests.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Asks a SQLite file with the stock {@code sqlite3} shell, and always also through plain
 * sqlite-jdbc: a machine without the shell checks as much, and where there is one, both agree.
 */
public final class SqliteShell {

  private SqliteShell() {}

  /** The rows of a query, columns separated by {@code |}, as the shell prints them. */
  public static List<String> query(Path file, String sql) {
    List<String> rows = byLibrary(file, sql);
    shell()
        .ifPresent(
            shell -> {
              List<String> printed = byShell(shell, file, sql);
              if (!printed.equals(rows)) {
                throw new AssertionError(
                    "Expected the same from "
                        + shell
                        + " and sqlite-jdbc for "
                        + sql
                        + " in "
                        + file
                        + ", found "
                        + printed
                        + " and "
                        + rows);
              }
            });
    return rows;
  }

  private static Optional<Path> shell() {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "sqlite3");
      if (Files.isExecutable(program)) {
        return Optional.of(program);
      }
    }
    return Optional.empty();
  }

  private static List<String> byShell(Path shell, Path file, String sql) {
    Path directory = file.toAbsolutePath().getParent();
    try (ChildProcess process =
        ChildProcess.start(
            directory,
            List.of(shell.toString(), "-batch", "-readonly", file.toString(), sql),
            Map.of(),
            ChildProcess.Output.TO_FILE)) {
      int exitCode = process.waitFor(Duration.ofSeconds(60));
      if (exitCode != 0) {
        throw new AssertionError(process.describe());
      }
      return process.out().lines().toList();
    }
  }

  private static List<String> byLibrary(Path file, String sql) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        StringJoiner row = new StringJoiner("|");
        for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
          String cell = result.getString(column);
          row.add(cell == null ? "" : cell);
        }
        rows.add(row.toString());
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError("Could not ask " + file + " for " + sql, e);
    }
  }
}
