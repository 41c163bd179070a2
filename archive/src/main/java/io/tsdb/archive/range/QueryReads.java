package io.tsdb.archive.range;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * What the reads of one query share: its counters, its part of the parallel requests, and what is
 * fetched ahead for it. Safe for use by many threads. Whoever has heads fetched ahead closes it.
 */
public final class QueryReads implements AutoCloseable {

  private final ReadStatistics statistics;
  private final Semaphore requests;
  private final HeadsAhead heads;

  /** What is being opened. Guarded by this, as is the next. */
  private final Set<Interruption> openings = new HashSet<>();

  private boolean closed;

  QueryReads(ReadStatistics statistics, int parallelRequests, HeadsAhead heads) {
    this.statistics = statistics;
    this.requests = new Semaphore(parallelRequests);
    this.heads = heads;
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

  HeadsAhead heads() {
    return heads;
  }

  /**
   * Runs what opens an object, so that {@link #close} ends it.
   *
   * @throws InterruptedIOException if it was ended
   */
  <T> T opening(String key, Interruption.Blocking<T, RuntimeException> opening) throws IOException {
    Interruption interruption = new Interruption(key);
    synchronized (this) {
      if (closed) {
        throw new InterruptedIOException("Opening " + key + " was cancelled with its query");
      }
      openings.add(interruption);
    }
    try {
      return interruption.run(opening);
    } finally {
      synchronized (this) {
        openings.remove(interruption);
      }
    }
  }

  /**
   * Ends what is under way for this query, from any thread, and lets go of what was fetched ahead
   * and not used. Opening a segment under way fails with {@link InterruptedIOException}, as does
   * any later one. Databases that are open stay so.
   */
  @Override
  public void close() {
    List<Interruption> ended;
    synchronized (this) {
      closed = true;
      ended = List.copyOf(openings);
    }
    ended.forEach(Interruption::close);
    heads.close();
  }
}
