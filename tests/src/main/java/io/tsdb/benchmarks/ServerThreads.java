package io.tsdb.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/** The threads of the servers that run in this process, told by the names that they give them. */
final class ServerThreads {

  private static final List<String> NAMES = List.of("qtp", "S3Proxy", "http-");

  private ServerThreads() {}

  /** Processor time that those alive have taken up to now, in nanoseconds. */
  static long cpuNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long nanos = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (NAMES.stream().anyMatch(thread.getName()::startsWith)) {
        // -1 if it has ended meanwhile
        nanos += Math.max(0, threads.getThreadCpuTime(thread.getId()));
      }
    }
    return nanos;
  }
}
