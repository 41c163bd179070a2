package io.tsdb.benchmarks;

import java.nio.file.Path;
import java.util.function.Consumer;

/** A set of cases that are measured together, in one process. */
interface Benchmark {

  /** What the user types to run it. */
  String name();

  /** What it measures, in one line. */
  String description();

  /**
   * Measures all cases.
   *
   * @param scratch an empty folder, deleted afterwards
   * @param rows takes each figure as soon as it is reached
   * @throws Exception if a case fails or its answer is wrong: figures of a wrong answer say nothing
   */
  void run(Scale scale, Path scratch, Consumer<Row> rows) throws Exception;
}
