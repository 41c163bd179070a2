package io.tsdb.tests.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process started by a test. What it prints goes to files, so it never waits for a reader, and
 * into failure messages. It does not outlive the test's JVM.
 */
public final class ChildProcess implements AutoCloseable {

  /** Where standard output goes. */
  public enum Output {
    TO_FILE,
    TO_PIPE
  }

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  private ChildProcess(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command. A JVM has the time zone and the language of this one.
   *
   * @param directory for the files that hold its output
   * @param environment added to the environment of this JVM
   */
  public static ChildProcess start(
      Path directory, List<String> command, Map<String, String> environment, Output output) {
    try {
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(localized(command))
              .directory(directory.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("TSDB_"));
      builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
      builder.environment().remove("JAVA_TOOL_OPTIONS");
      builder.environment().putAll(environment);
      if (output == Output.TO_FILE) {
        builder.redirectOutput(out.toFile());
      }
      Process process = builder.start();
      RUNNING.add(process);
      process.onExit().thenAccept(RUNNING::remove);
      return new ChildProcess(command, process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start " + command, e);
    }
  }

  private static List<String> localized(List<String> command) {
    List<String> localized = new ArrayList<>(command);
    if (command.get(0).equals(Artifacts.java())) {
      for (String property : List.of("user.timezone", "user.language")) {
        localized.add(1, "-D" + property + "=" + System.getProperty(property));
      }
    }
    return localized;
  }

  /** What it printed to standard output so far. */
  public String out() {
    return text(out);
  }

  /** What it printed to standard error so far. */
  public String err() {
    return text(err);
  }

  /** Its command, state and output, for a failure message. */
  public String describe() {
    return String.join(" ", command)
        + (process.isAlive() ? "\nis running" : "\nended with " + process.exitValue())
        + "\n--- its standard output\n"
        + out()
        + "\n--- its standard error\n"
        + err();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its standard input. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** Its standard output, if that is a pipe. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** Waits for its end and returns its exit code. */
  public int waitFor(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("Expected its end within " + limit + ": " + describe());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for " + command, e);
    }
    return process.exitValue();
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** SIGKILL, then waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    waitFor(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read " + file, e);
    }
  }
}
