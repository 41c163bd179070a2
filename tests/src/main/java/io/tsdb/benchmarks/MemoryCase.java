package io.tsdb.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All rows of an archive, read by a process whose heap is small. */
final class MemoryCase {

  private static final int SERIES = 1_000;
  private static final int SEGMENTS = 25;
  private static final int HEAP_MIB = 256;
  private static final long LONGEST_MINUTES = 30;

  private final LocalArchive archive;
  private final int count;

  /**
   * @param folder empty
   */
  MemoryCase(Scale scale, Path folder) throws IOException {
    count = scale.selectedRows();
    archive =
        LocalArchive.in(folder.resolve("archive"))
            .write(new Readings(SERIES), SEGMENTS, count / SEGMENTS, Readings.HOUR_MILLIS);
  }

  void run(Consumer<Row> rows) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + HEAP_MIB + "m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ReadAllRows.class.getName(),
                    "jdbc:tsdb:" + archive.url()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer;
    try {
      answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IllegalStateException("Reading all rows ended early, after: " + answer);
      }
    } finally {
      process.destroyForcibly();
    }
    String[] figures = answer.split(" ");
    Answers.require("rows", count, Long.parseLong(figures[0]));
    String subject = String.format(Locale.ROOT, "SELECT * of %,d rows, heap of 256 MiB", count);
    String store = LocalArchive.STORE;
    double seconds = Math.max(1, Long.parseLong(figures[1])) / 1e3;
    rows.accept(
        Row.atMost(subject, store, "MiB of heap", Double.parseDouble(figures[2]), HEAP_MIB));
    rows.accept(Row.told(subject, store, "MiB of the process", Double.parseDouble(figures[3])));
    rows.accept(Row.told(subject, store, "rows/s, JVM's start too", count / seconds));
  }
}
