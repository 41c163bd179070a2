package io.tsdb.tests.process;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A JVM whose class path holds {@code tsdb-jdbc.jar} and {@link JdbcProgram}, and nothing else: the
 * driver must be found by {@link java.util.ServiceLoader} and bring all it needs. Standard output
 * carries the answers, so a driver that prints there breaks the test.
 */
public final class DriverJvm implements AutoCloseable {

  private static final long ANSWER_SECONDS = 60;

  private final ChildProcess process;
  private final DataOutputStream questions;
  private final DataInputStream answers;

  private DriverJvm(ChildProcess process) {
    this.process = process;
    this.questions = new DataOutputStream(new BufferedOutputStream(process.input()));
    this.answers = new DataInputStream(process.output());
  }

  /**
   * @param directory for the program's class and output
   */
  public static DriverJvm start(Path directory) {
    Path classes = programIn(directory);
    String classPath = classes + File.pathSeparator + Artifacts.driver();
    List<String> command =
        List.of(
            Artifacts.java(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            classPath,
            JdbcProgram.class.getName());
    return new DriverJvm(
        ChildProcess.start(directory, command, Map.of(), ChildProcess.Output.TO_PIPE));
  }

  /** The rows of a query without properties, each column by {@code getString}. */
  public List<List<String>> query(String url, String sql) throws SQLException {
    return query(url, Map.of(), sql);
  }

  /**
   * The rows of a query on a connection of its own, each column by {@code getString}, NULL as null.
   *
   * @throws SQLException with the message and SQLState that the driver gave
   */
  public synchronized List<List<String>> query(
      String url, Map<String, String> properties, String sql, String... parameters)
      throws SQLException {
    try {
      questions.writeBoolean(true);
      questions.writeUTF(url);
      questions.writeInt(properties.size());
      for (Map.Entry<String, String> property : properties.entrySet()) {
        questions.writeUTF(property.getKey());
        questions.writeUTF(property.getValue());
      }
      questions.writeUTF(sql);
      questions.writeInt(parameters.length);
      for (String parameter : parameters) {
        questions.writeUTF(parameter);
      }
      questions.flush();
      return answer();
    } catch (IOException e) {
      throw new AssertionError("No answer to " + sql + " from " + process.describe(), e);
    }
  }

  /**
   * What the driver says to a query that must fail.
   *
   * @throws AssertionError if it does not
   */
  public SQLException failure(String url, Map<String, String> properties, String sql) {
    List<List<String>> rows;
    try {
      rows = query(url, properties, sql);
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("Expected " + sql + " to fail, found " + rows);
  }

  /** What the driver printed to standard error so far. */
  public String err() {
    return process.err();
  }

  private List<List<String>> answer() throws IOException, SQLException {
    byte kind = first();
    if (kind == JdbcProgram.ERROR) {
      String state = answers.readUTF();
      throw new SQLException(answers.readUTF(), state);
    }
    if (kind != JdbcProgram.ROWS) {
      throw new AssertionError("Expected an answer, found byte " + kind + ": something printed");
    }
    List<List<String>> rows = new ArrayList<>();
    for (int left = answers.readInt(); left > 0; left--) {
      List<String> row = new ArrayList<>();
      for (int columns = answers.readInt(); columns > 0; columns--) {
        String cell = answers.readUTF();
        row.add(cell.equals(JdbcProgram.NULL) ? null : cell);
      }
      rows.add(row);
    }
    return rows;
  }

  private byte first() {
    try {
      return supplyAsync(this::readByte).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError(
          "No answer within " + ANSWER_SECONDS + " s from " + process.describe(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private byte readByte() {
    try {
      return answers.readByte();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  /** Copies the program's class file alone: the test's class folder would bring other classes. */
  private static Path programIn(Path directory) {
    String resource = JdbcProgram.class.getName().replace('.', '/') + ".class";
    Path classes = directory.resolve("program");
    Path target = classes.resolve(resource);
    try (InputStream in = JdbcProgram.class.getClassLoader().getResourceAsStream(resource)) {
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      if (Files.notExists(target)) {
        Files.copy(Objects.requireNonNull(in, resource), target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not copy " + resource, e);
    }
    return classes;
  }
}
