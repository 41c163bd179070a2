package io.tsdb.tests.process;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server started as {@code java -jar tsdb.jar serve} on a free port of the loopback. */
public final class ServerProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost):(\\d+)");
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(30);

  private final ChildProcess process;
  private final HttpCalls http;

  private ServerProcess(ChildProcess process, HttpCalls http) {
    this.process = process;
    this.http = http;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directory where its log lies, in {@code data}, and its output
   * @param archive URL of the archive
   * @param options further ones of {@code serve}
   */
  public static ServerProcess start(
      Path directory, String archive, Map<String, String> environment, String... options) {
    List<String> command = new ArrayList<>(CommandLine.jar());
    command.addAll(List.of("serve", "--archive", archive, "--port", "0"));
    command.addAll(List.of("--data", directory.resolve("data").toString()));
    command.addAll(List.of(options));
    ChildProcess process =
        ChildProcess.start(directory, command, environment, ChildProcess.Output.TO_FILE);
    try {
      return new ServerProcess(
          process, new HttpCalls(URI.create("http://127.0.0.1:" + port(process))));
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static int port(ChildProcess process) {
    await("a server that says where it listens")
        .atMost(START)
        .pollInterval(Duration.ofMillis(20))
        .failFast(
            "the server ended",
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError(process.describe());
              }
            })
        .until(() -> READY.matcher(process.out()).find());
    Matcher matcher = READY.matcher(process.out());
    if (!matcher.find()) {
      throw new AssertionError("Expected an address in " + process.describe());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Calls to this server. */
  public HttpCalls http() {
    return http;
  }

  /** The JDBC URL of this server. */
  public String jdbcUrl() {
    return "jdbc:tsdb:" + http.base();
  }

  /** {@code kill -9}, then waits until it is gone. */
  public void kill() {
    process.kill();
  }

  /** SIGTERM, then waits until it has ended by itself. */
  public int terminate() {
    process.terminate();
    return process.waitFor(STOP);
  }

  /** All that it printed. */
  public String printed() {
    return process.out() + process.err();
  }

  /** Its command, state and output, for a failure message. */
  public String describe() {
    return process.describe();
  }

  @Override
  public void close() {
    process.close();
  }
}
