package io.tsdb.archive.range;

import io.tsdb.archive.store.ReadListener;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what reading costs, for one query or for all of them. Safe for use by many threads.
 *
 * <p>Round trips are the longest chain of requests of which each was decided on after the one
 * before had been answered: because of what that one told, or because it left its place to it.
 * Requests decided on together are a {@link Batch}, and all as deep, however long it takes to send
 * them; so the count depends on what is asked, not on how busy the machine is. What one query waits
 * for requests of another is not counted.
 */
public final class ReadStatistics {

  private final Optional<ReadStatistics> total;
  private final LongAdder requests = new LongAdder();
  private final LongAdder listings = new LongAdder();
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

  /** The counts up to now; of requests under way, bytes and time count once they have ended. */
  public ReadCounts counts() {
    return new ReadCounts(
        requests.sum(),
        listings.sum(),
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

  /** For requests that are decided on now, knowing all answers up to now. */
  public Batch batch() {
    return new Batch();
  }

  /** Asks a store what there is. */
  @FunctionalInterface
  public interface Listing<T> {
    T run() throws IOException;
  }

  /** Requests that are decided on at the same time, none of which needs to wait for another. */
  public final class Batch {

    private final long depth = roundTrips() + 1;

    private Batch() {}

    /** Counts a request that is sent now, until {@link Request#end}. */
    public Request begin() {
      return new Request(depth, Kind.READ);
    }

    /** Runs a request that lists segments, and counts it as one, however often it is repeated. */
    public <T> T listing(Listing<T> listing) throws IOException {
      Request request = new Request(depth, Kind.LISTING);
      try {
        return listing.run();
      } finally {
        request.end(0);
      }
    }

    /** For requests that are decided on after answers to these. */
    Batch next() {
      return batch();
    }

    /** Where these count. */
    ReadStatistics statistics() {
      return ReadStatistics.this;
    }
  }

  private enum Kind {
    READ,
    LISTING
  }

  /** A request under way. It is told when more than one has to be sent. */
  public final class Request implements ReadListener {

    private final long start = System.nanoTime();
    private final LongAdder repeats = new LongAdder();
    private final LongAdder hedges = new LongAdder();
    private final long depth;
    private volatile boolean answering;

    private Request(long depth, Kind kind) {
      this.depth = depth;
      synchronized (ReadStatistics.this) {
        if (underWay == 0) {
          busySince = start;
        }
        underWay++;
      }
      sent(kind);
    }

    @Override
    public void retried() {
      repeats.increment();
    }

    @Override
    public void hedged() {
      hedges.increment();
    }

    /** Some of its bytes are used, before the others have come. */
    @Override
    public void arrived(byte[] bytes, int from, int to) {
      if (!answering) {
        answering = true;
        reached(depth + repeats.sum());
      }
    }

    /**
     * The request has been answered, or has failed. Called once.
     *
     * @param bytes that it brought; 0 if it failed
     */
    public void end(long bytes) {
      long now = System.nanoTime();
      long repeated = repeats.sum();
      long busy = 0;
      reached(depth + repeated);
      synchronized (ReadStatistics.this) {
        underWay--;
        if (underWay == 0) {
          busy = now - busySince;
        }
      }
      answered(repeated + hedges.sum(), repeated, bytes, now - start, busy);
    }
  }

  private void sent(Kind kind) {
    switch (kind) {
      case READ -> requests.increment();
      case LISTING -> listings.increment();
    }
    total.ifPresent(all -> all.sent(kind));
  }

  private void reached(long chain) {
    synchronized (this) {
      roundTrips = Math.max(roundTrips, chain);
    }
    total.ifPresent(all -> all.reached(chain));
  }

  private void answered(long sentAgain, long repeated, long bytes, long nanos, long busy) {
    requests.add(sentAgain);
    retries.add(repeated);
    bytesFetched.add(bytes);
    requestNanos.add(nanos);
    ioNanos.add(busy);
    total.ifPresent(all -> all.answered(sentAgain, repeated, bytes, nanos, busy));
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
