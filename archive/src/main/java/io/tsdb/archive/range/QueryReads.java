package io.tsdb.archive.range;

import java.util.concurrent.Semaphore;

/**
 * What the reads of one query share: its counters and its part of the parallel requests. Safe for
 * use by many threads; it holds nothing that must be closed.
 */
public final class QueryReads {

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
}
