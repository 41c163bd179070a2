package io.tsdb.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The driver's jar as a user loads it, against other drivers of databases in files. */
final class DriverBenchmark implements Benchmark {

  @Override
  public String name() {
    return "driver";
  }

  @Override
  public String description() {
    return "The driver's jar in JVMs of its own, against other drivers";
  }

  @Override
  public List<String> cases() {
    return List.of("start");
  }

  @Override
  public void run(String name, Scale scale, Path scratch, Consumer<Row> rows) throws Exception {
    if (!name.equals("start")) {
      throw new IllegalArgumentException("Expected one of " + cases() + ", found " + name);
    }
    new ColdStartCase(scale, scratch).run(rows);
  }
}
