package io.tsdb.benchmarks;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What one run of {@link FirstRow} took.
 *
 * @param answer the row's first column
 * @param wall milliseconds from the start of the process to its first row, by the one who waits
 * @param cpu milliseconds of all processors for the process until then
 * @param connect milliseconds
 * @param prepare milliseconds
 * @param read milliseconds from there to the first row
 * @param classes loaded, the JDK's too
 */
record ColdStart(
    String answer,
    double wall,
    double cpu,
    double connect,
    double prepare,
    double read,
    double classes) {

  private static final long LONGEST_MINUTES = 5;

  /**
   * Runs it in a JVM of its own.
   *
   * @param options of the JVM
   * @param jars the class path
   */
  static ColdStart run(List<String> options, List<Path> jars, String url, String sql)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, jars.stream().map(Path::toString).toList()));
    command.addAll(List.of(FirstRow.class.getName(), url, sql));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String row = lines.readLine();
      double wall = (System.nanoTime() - start) / 1e6;
      String classes = lines.readLine();
      if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)
          || process.exitValue() != 0
          || row == null
          || classes == null) {
        throw new IllegalStateException("Asking " + url + " for a row ended early: " + row);
      }
      String[] figures = row.split(" ", 5);
      return new ColdStart(
          figures[4],
          wall,
          Double.parseDouble(figures[3]),
          Double.parseDouble(figures[0]) / 1e3,
          Double.parseDouble(figures[1]) / 1e3,
          Double.parseDouble(figures[2]) / 1e3,
          Double.parseDouble(classes));
    } finally {
      process.destroyForcibly();
    }
  }

  /** The median of each figure by itself, from several runs with the same answer. */
  static ColdStart median(List<ColdStart> runs) {
    return new ColdStart(
        runs.get(0).answer,
        median(runs, ColdStart::wall),
        median(runs, ColdStart::cpu),
        median(runs, ColdStart::connect),
        median(runs, ColdStart::prepare),
        median(runs, ColdStart::read),
        median(runs, ColdStart::classes));
  }

  private static double median(List<ColdStart> runs, ToDoubleFunction<ColdStart> figure) {
    return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
  }
}
