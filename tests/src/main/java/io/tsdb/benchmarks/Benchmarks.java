package io.tsdb.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the benchmark that is named, or lists all of them. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures tsdb, by counts and against peers in the same run.")
public final class Benchmarks implements Callable<Integer> {

  private static final List<Benchmark> ALL =
      List.of(new RangeBenchmark(), new SqlBenchmark(), new DriverBenchmark());

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The benchmark to run. Without it, all are listed.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--scale",
      defaultValue = "FULL",
      description = "How much data: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Scale scale = Scale.FULL;

  @Option(
      names = "--case",
      paramLabel = "CASE",
      description = "Measure only this case; may be given more than once. Default: all.")
  private List<String> cases = List.of();

  private final PrintStream out;

  private Benchmarks(PrintStream out) {
    this.out = out;
  }

  /** Ends with 0; 1 if a benchmark failed; 2 for wrong arguments. Missed targets are no failure. */
  public static void main(String[] arguments) {
    // before the first logger: the servers would mix their own progress into the table
    System.setProperty("logback.configurationFile", "io/tsdb/benchmarks/logback.xml");
    int code =
        new CommandLine(new Benchmarks(System.out))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments);
    System.exit(code);
  }

  @Override
  public Integer call() throws Exception {
    if (name.isEmpty()) {
      ALL.forEach(
          each -> out.println(each.name() + "  " + each.description() + ": " + each.cases()));
      return CommandLine.ExitCode.OK;
    }
    Optional<Benchmark> found =
        ALL.stream().filter(each -> each.name().equals(name.get())).findFirst();
    if (found.isEmpty()) {
      System.err.println(
          "Expected one of "
              + ALL.stream().map(Benchmark::name).toList()
              + ", found "
              + name.get()
              + ". Run without a name to see what each measures.");
      return CommandLine.ExitCode.USAGE;
    }
    List<String> chosen = cases.isEmpty() ? found.get().cases() : cases;
    if (!found.get().cases().containsAll(chosen)) {
      System.err.println("Expected cases out of " + found.get().cases() + ", found " + chosen);
      return CommandLine.ExitCode.USAGE;
    }
    run(found.get(), chosen);
    return CommandLine.ExitCode.OK;
  }

  private void run(Benchmark benchmark, List<String> chosen) throws Exception {
    out.println(machine());
    if (scale != Scale.FULL) {
      out.println("# scale " + scale + ": the targets are set for " + Scale.FULL);
    }
    out.println(Row.header());
    for (String each : chosen) {
      Path scratch = Files.createTempDirectory("tsdb-benchmark");
      try {
        benchmark.run(each, scale, scratch, row -> out.println(row.line()));
      } finally {
        delete(scratch);
      }
    }
    out.println(machine());
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "# %s %s, %d processors, heap up to %,d MiB, Java %s, load %.2f",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.getRuntime().maxMemory() >> 20,
        Runtime.version(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
