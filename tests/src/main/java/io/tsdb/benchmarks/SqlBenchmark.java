package io.tsdb.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** SQL through the driver: what crosses from segments, planning, aggregates, memory. */
final class SqlBenchmark implements Benchmark {

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public String description() {
    return "SQL through the driver, over archives in a folder";
  }

  @Override
  public List<String> cases() {
    return List.of("crossing", "newest", "aggregate", "planning", "memory");
  }

  @Override
  public void run(String name, Scale scale, Path scratch, Consumer<Row> rows) throws Exception {
    switch (name) {
      case "crossing" -> CrossingCase.write(scale, scratch).run(rows);
      case "newest" -> new NewestRowsCase(scale, scratch).run(rows);
      case "aggregate" -> new RawAggregateCase(scale, scratch).run(rows);
      case "planning" -> new PlanningCase(scale, scratch).run(rows);
      case "memory" -> new MemoryCase(scale, scratch).run(rows);
      default ->
          throw new IllegalArgumentException("Expected one of " + cases() + ", found " + name);
    }
  }
}
