package io.tsdb.archive.range;

import io.tsdb.archive.store.ReadListener;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what reading costs, for one query or for all of them. Safe for use by many threads. */
public final class ReadStatistics {

  private final Optional<ReadStatistics> total;
  private final LongAdder requests = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder bytesFetched = new LongAdder();
  private final LongAdder bytesUsed = new LongAdder();
  private final LongAdder headHits = new LongAdder();
  private final LongAdder headMisses = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();
  private final LongAdder cacheMisses = new LongAdder();
  private final LongAdder requestNanos = new LongAdder();
  private final LongAdder ioNanos = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  /** Requests under way, and since when there are any. Guarded by this. */
  private int underWay;

  private long busySince;

  /** The longest chain of requests that have been answered. Guarded by this. */
  private long roundTrips;

  /** Counters that stand alone. */
  public ReadStatistics() {
    this.total = Optional.empty();
  }

  /** Counters of one query, each of which also counts in {@code total}. */
  public ReadStatistics(ReadStatistics total) {
    this.total = Optional.of(total);
  }

  /** The counts up to now; requests under way count once they have ended. */
  public ReadCounts counts() {
    return new ReadCounts(
        requests.sum(),
        retries.sum(),
        roundTrips(),
        bytesFetched.sum(),
        bytesUsed.sum(),
        headHits.sum(),
        headMisses.sum(),
        cacheHits.sum(),
        cacheMisses.sum(),
        requestNanos.sum(),
        ioNanos.sum(),
        waitNanos.sum());
  }

  private synchronized long roundTrips() {
    return roundTrips;
  }

  /** Counts a request that is sent now, until {@link Request#end}. */
  public Request begin() {
    return new Request();
  }

  /** A request under way. It is told when more than one has to be sent. */
  public final class Request implements ReadListener {

    private final long start = System.nanoTime();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final long depth;

    private Request() {
      synchronized (ReadStatistics.this) {
        depth = roundTrips + 1;
        if (underWay == 0) {
          busySince = start;
        }
        underWay++;
      }
    }

    @Override
    public void retried() {
      repeats.increment();
    }

    @Override
    public void hedged() {
      hedges.increment();
    }

    /**
     * The request has been answered, or has failed. Called once.
     *
     * @param bytes that it brought; 0 if it failed
     */
    public void end(long bytes) {
      long now = System.nanoTime();
      long repeated = repeats.sum();
      long chain = depth + repeated;
      long busy = 0;
      synchronized (ReadStatistics.this) {
        roundTrips = Math.max(roundTrips, chain);
        underWay--;
        if (underWay == 0) {
          busy = now - busySince;
        }
      }
      answered(1 + repeated + hedges.sum(), repeated, chain, bytes, now - start, busy);
    }
  }

  private void answered(long sent, long repeated, long chain, long bytes, long nanos, long busy) {
    requests.add(sent);
    retries.add(repeated);
    bytesFetched.add(bytes);
    requestNanos.add(nanos);
    ioNanos.add(busy);
    total.ifPresent(
        all -> {
          synchronized (all) {
            all.roundTrips = Math.max(all.roundTrips, chain);
          }
          all.answered(sent, repeated, chain, bytes, nanos, busy);
        });
  }

  /** A request was answered with damaged bytes, and is to be sent again. */
  void retry() {
    retries.increment();
    total.ifPresent(ReadStatistics::retry);
  }

  void used(long bytes) {
    bytesUsed.add(bytes);
    total.ifPresent(all -> all.used(bytes));
  }

  void headHit() {
    headHits.increment();
    total.ifPresent(ReadStatistics::headHit);
  }

  void headMiss(long nanos) {
    headMisses.increment();
    waitNanos.add(nanos);
    total.ifPresent(all -> all.headMiss(nanos));
  }

  void hit() {
    cacheHits.increment();
    total.ifPresent(ReadStatistics::hit);
  }

  void miss(long nanos) {
    cacheMisses.increment();
    waitNanos.add(nanos);
    total.ifPresent(all -> all.miss(nanos));
  }
}
