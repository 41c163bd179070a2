package io.tsdb.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An archive of a week of earthquakes, made once by the command line's jar. */
public final class EarthquakeArchive {

  /** Events in it. */
  public static final int EVENTS = 1_707;

  static final String DRIVER = "io.tsdb.jdbc.TsdbDriver";

  private static final long IMPORT_SECONDS = 120;
  private static final String URL = make();

  private EarthquakeArchive() {}

  /** Its JDBC URL. */
  public static String url() {
    return URL;
  }

  private static String make() {
    try {
      Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..");
      Path folder = Files.createTempDirectory("tsdb-tools");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      String archive = folder.resolve("archive").toUri().toString();
      Path events =
          root.resolve("ingest-server/src/main/resources/io/tsdb/ingest/cli/earthquakes.ndjson");
      List<String> command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Duser.timezone=" + System.getProperty("user.timezone"),
              "-Duser.language=" + System.getProperty("user.language"),
              "-jar",
              root.resolve("ingest-server/target/tsdb.jar").normalize().toString(),
              "import",
              "--archive",
              archive,
              events.normalize().toString());
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("import.txt").toFile())
              .start();
      if (!process.waitFor(IMPORT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new AssertionError(
            String.join(" ", command) + "\n" + Files.readString(folder.resolve("import.txt")));
      }
      return "jdbc:tsdb:" + archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
