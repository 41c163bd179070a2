package io.tsdb.tests.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tsdb.tests.process.Artifacts;
import io.tsdb.tests.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks' jar runs, and each case of each benchmark reaches some figure. */
class BenchmarksIT {

  private static final Duration LIMIT = Duration.ofSeconds(100);

  /** Columns are set apart by two spaces or more, or end where the next one is set right. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?<subject>\\S.*?) {2,}(?<store>\\S.*?) {2,}(?<measure>\\S.*?) {2,}"
              + "(?<figure>-?[0-9][0-9.,]*) +(?<target>-|[<>]= [0-9.,]+) *(?<verdict>ok|missed)?");

  @TempDir Path directory;

  @Test
  void withoutName_listsTheBenchmarks() {
    try (ChildProcess benchmarks = start()) {
      assertThat(benchmarks.waitFor(LIMIT)).as(benchmarks::describe).isZero();
      assertThat(benchmarks.out().lines())
          .satisfiesExactly(
              line -> assertThat(line).startsWith("range "),
              line -> assertThat(line).startsWith("sql "),
              line -> assertThat(line).startsWith("driver "));
      assertThat(benchmarks.err()).isEmpty();
    }
  }

  @Test
  void unknownName_isRefusedWithTheKnownOnes() {
    try (ChildProcess benchmarks = start("rnage")) {
      assertThat(benchmarks.waitFor(LIMIT)).as(benchmarks::describe).isEqualTo(2);
      assertThat(benchmarks.out()).isEmpty();
      assertThat(benchmarks.err()).contains("Expected one of [range, sql, driver], found rnage");
    }
  }

  @Test
  void unknownCase_isRefusedWithTheKnownOnes() {
    try (ChildProcess benchmarks = start("range", "--case", "scam")) {
      assertThat(benchmarks.waitFor(LIMIT)).as(benchmarks::describe).isEqualTo(2);
      assertThat(benchmarks.err()).contains("Expected cases out of [sealing, ", "found [scam]");
    }
  }

  @Test
  void range_reachesFiguresInAllCases() {
    assertThat(reachesFiguresInAllCases("range", expectedSubjects()))
        .contains("requests", "round trips", "us of CPU a segment", "KiB");
  }

  @Test
  void sql_reachesFiguresInAllCases() {
    Set<String> subjects =
        new TreeSet<>(
            List.of(
                "filter by label @ file archive",
                "mean by hour of # days @ file archive",
                "mean by hour of # days, rollups @ file archive",
                "mean by hour of # days, events @ file archive",
                "top # by value @ file archive",
                "count distinct @ file archive",
                "lastpoint @ file archive",
                "newest # rows of # segments @ file archive",
                "first # rows of # segments @ file archive",
                "raw aggregate of # rows @ file archive",
                "raw aggregate of # rows @ local file",
                "raw aggregate by host of # rows @ file archive",
                "raw aggregate by host of # rows @ local file",
                "planning @ file archive",
                "SELECT * of # rows, heap of # MiB @ file archive"));
    assertThat(reachesFiguresInAllCases("sql", subjects))
        .contains(
            "rows leaving a segment",
            "bytes of events / of rollups",
            "segments opened",
            "ms, repeated, prepared",
            "MiB of heap");
  }

  @Test
  void driver_reachesFiguresInAllCases() {
    Set<String> subjects = new TreeSet<>();
    for (String driver : List.of("tsdb", "tsdb, class data", "sqlite-jdbc", "duckdb_jdbc")) {
      subjects.add("first row, SELECT * @ " + driver);
      subjects.add("first row, count(*) @ " + driver);
    }
    for (String driver : List.of("tsdb", "sqlite-jdbc", "duckdb_jdbc")) {
      subjects.add("size @ " + driver);
    }
    assertThat(reachesFiguresInAllCases("driver", subjects))
        .contains(
            "ms, whole process",
            "ms to connect",
            "classes loaded",
            "wall / sqlite-jdbc",
            "CPU / duckdb_jdbc",
            "MiB of the jar");
  }

  /** Runs a benchmark in small; returns the measures of its figures. */
  private List<String> reachesFiguresInAllCases(String name, Set<String> expectedSubjects) {
    try (ChildProcess benchmarks = start(name, "--scale", "small")) {
      assertThat(benchmarks.waitFor(LIMIT)).as(benchmarks::describe).isZero();
      assertThat(benchmarks.err()).isEmpty();
      List<String> lines =
          benchmarks.out().lines().filter(line -> !line.startsWith("#")).skip(1).toList();
      List<String> measures = new ArrayList<>();
      Set<String> subjects = new TreeSet<>();
      for (String line : lines) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        double figure = Double.parseDouble(row.group("figure").replace(",", ""));
        assertThat(figure).as(line).isFinite().isNotNegative();
        assertThat(row.group("verdict") == null)
            .as(line)
            .isEqualTo(row.group("target").equals("-"));
        measures.add(row.group("measure"));
        subjects.add(
            row.group("subject").replaceAll("[0-9][0-9.,]*", "#") + " @ " + row.group("store"));
      }
      assertThat(subjects).containsExactlyInAnyOrderElementsOf(expectedSubjects);
      return measures;
    }
  }

  private static Set<String> expectedSubjects() {
    Set<String> subjects =
        new TreeSet<>(
            List.of(
                "sealing # events @ local disk",
                "full scan of # MB @ local file",
                "full scan of # MB @ file archive",
                "aggregate over # small segments @ file archive"));
    for (String site : List.of("S3Proxy", "web server", "ingest server")) {
      subjects.add("# hour of a # MB day, cold @ " + site);
      subjects.add("# hour of a # MB day, head cached @ " + site);
      subjects.add("# minutes of a # MB day, head cached @ " + site);
      subjects.add("# row by time of a # MB day, head cached @ " + site);
      subjects.add("full scan of # MB @ " + site);
      subjects.add("full scan of # MB @ " + site + " 0 ms");
      subjects.add("# term, # hits in # MB, cold @ " + site);
      subjects.add("# term, # hits in # MB, head cached @ " + site);
      subjects.add("# segments of a day, mean by hour, cold @ " + site);
      subjects.add("count, min, max over # segments @ " + site);
    }
    return subjects;
  }

  private ChildProcess start(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Artifacts.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + directory,
                "-jar",
                Artifacts.benchmarks().toString()));
    command.addAll(List.of(arguments));
    return ChildProcess.start(directory, command, Map.of(), ChildProcess.Output.TO_FILE);
  }
}
