package io.tsdb.ingest.seal;

import io.tsdb.archive.Archive;
import io.tsdb.archive.store.FileStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** A server of its own process that sends itself events, one by one, until it is killed. */
final class SendingProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader out;

  private SendingProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts it, with events numbered from {@code first} on. */
  static SendingProcess start(Path archive, Path data, long first) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.timezone=" + System.getProperty("user.timezone"),
            "-Duser.language=" + System.getProperty("user.language"),
            "-cp",
            System.getProperty("java.class.path"),
            SendingProcess.class.getName(),
            archive.toString(),
            data.toString(),
            Long.toString(first));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new SendingProcess(builder.start());
  }

  /** The number of the next event that it says is acknowledged. */
  long acknowledged() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      OptionalLong number = acknowledged(line);
      if (number.isPresent()) {
        return number.getAsLong();
      }
    }
    throw new IOException("The process ended: " + process);
  }

  /** Kills it as {@code kill -9} does, and says which event it last said was acknowledged. */
  long kill() throws IOException, InterruptedException {
    // by its handle: Process itself would close what it printed
    process.toHandle().destroyForcibly();
    process.waitFor();
    long last = -1;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      last = acknowledged(line).orElse(last);
    }
    return last;
  }

  /** Other lines are the log's, or the last one, cut off. */
  private static OptionalLong acknowledged(String line) {
    return line.matches("acknowledged \\d+;")
        ? OptionalLong.of(
            Long.parseLong(line.substring("acknowledged ".length(), line.length() - 1)))
        : OptionalLong.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Arguments: archive, data folder, number of the first event. */
  public static void main(String[] arguments) throws IOException {
    IngestOptions options =
        IngestOptions.of(Path.of(arguments[1]))
            .withWriter("w")
            .withSeal(1000, Duration.ofMillis(50))
            .withLive(8, 1 << 20);
    try (Archive archive = Archives.of(new FileStore(Path.of(arguments[0])));
        Ingest ingest = Ingest.start(options, archive)) {
      for (long number = Long.parseLong(arguments[2]); ; number++) {
        ingest.append(Events.batch(number, 1)).join();
        System.out.println("acknowledged " + number + ";");
      }
    }
  }
}
