package io.tsdb.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A set of cases that are measured in one process. */
interface Benchmark {

  /** What the user types to run it. */
  String name();

  /** What it measures, in one line. */
  String description();

  /** What its cases are called, in the order in which they are measured. */
  List<String> cases();

  /**
   * Measures one case.
   *
   * @param name of the case
   * @param scratch an empty folder, deleted afterwards
   * @param rows takes each figure as soon as it is reached
   * @throws Exception if it fails or its answer is wrong: figures of a wrong answer say nothing
   */
  void run(String name, Scale scale, Path scratch, Consumer<Row> rows) throws Exception;
}
