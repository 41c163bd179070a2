package io.tsdb.tests.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code java -jar tsdb.jar ...} to its end. */
public final class CommandLine {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Path directory;
  private final Map<String, String> environment;

  /**
   * @param directory in which it runs, and which holds its output
   * @param environment added to the environment
   */
  public CommandLine(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /** What a finished command left. */
  public record Result(List<String> arguments, int exitCode, String out, String err) {

    /** This result, if the command succeeded. */
    public Result ok() {
      if (exitCode != 0) {
        throw new AssertionError("Expected exit code 0: " + this);
      }
      return this;
    }
  }

  public Result run(String... arguments) {
    List<String> command = new ArrayList<>(jar());
    command.addAll(List.of(arguments));
    try (ChildProcess process =
        ChildProcess.start(directory, command, environment, ChildProcess.Output.TO_FILE)) {
      int exitCode = process.waitFor(LIMIT);
      return new Result(List.of(arguments), exitCode, process.out(), process.err());
    }
  }

  /** The start of each command: a JVM that starts fast, with a bounded heap. */
  static List<String> jar() {
    return List.of(
        Artifacts.java(),
        "-XX:TieredStopAtLevel=1",
        "-Xmx512m",
        "-jar",
        Artifacts.server().toString());
  }
}
