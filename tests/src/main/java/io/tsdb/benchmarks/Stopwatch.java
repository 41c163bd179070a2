package io.tsdb.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * What a piece of work takes.
 *
 * @param wallNanos time on the clock, nanoseconds
 * @param cpuNanos time of all processors for this process, its compiler and collector too,
 *     nanoseconds
 */
record Stopwatch(long wallNanos, long cpuNanos) {

  /** Something that can be measured. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Runs once. */
  static Stopwatch once(Work work) throws Exception {
    long cpu = processCpuNanos();
    long wall = System.nanoTime();
    work.run();
    return new Stopwatch(System.nanoTime() - wall, processCpuNanos() - cpu);
  }

  /** The median of runs, of wall and processor time each, from several results. */
  static Stopwatch median(List<Stopwatch> runs) {
    List<Long> walls = new ArrayList<>(runs.stream().map(Stopwatch::wallNanos).sorted().toList());
    List<Long> cpus = new ArrayList<>(runs.stream().map(Stopwatch::cpuNanos).sorted().toList());
    return new Stopwatch(walls.get(walls.size() / 2), cpus.get(cpus.size() / 2));
  }

  private static long processCpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
