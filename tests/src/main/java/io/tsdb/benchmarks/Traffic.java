package io.tsdb.benchmarks;

import java.util.Comparator;
import java.util.List;

/** What went over the wire for one piece of work. */
record Traffic(List<Exchange> exchanges) {

  /**
   * A request and its answer, on a connection that carries one at a time.
   *
   * @param target path and query of the request
   * @param start when its first byte was sent, in nanoseconds of {@link System#nanoTime}
   * @param end when the last byte of its answer came, likewise; never before {@code start}
   * @param bytes of the answer, its headers too
   */
  record Exchange(String target, long start, long end, long bytes) {}

  int requests() {
    return exchanges.size();
  }

  /** Requests for segments themselves, rather than for lists of them. */
  long segmentReads() {
    // a listing may name one too, in its query: where to go on
    return exchanges.stream().filter(each -> path(each.target()).endsWith(".sqlite")).count();
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  long bytes() {
    return exchanges.stream().mapToLong(Exchange::bytes).sum();
  }

  /**
   * The longest chain of requests each of which was sent after the one before had been answered: an
   * upper bound of the requests that had to wait for each other. Intervals sorted by their ends and
   * taken whenever they start late enough give the largest set without overlap.
   */
  int chain() {
    int length = 0;
    long reached = Long.MIN_VALUE;
    for (Exchange each :
        exchanges.stream().sorted(Comparator.comparingLong(Exchange::end)).toList()) {
      if (length == 0 || each.start() - reached > 0) {
        length++;
        reached = each.end();
      }
    }
    return length;
  }
}
