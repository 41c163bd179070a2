package io.tsdb.archive.range;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what reading costs, for one query or for all of them. Safe for use by many threads. */
public final class ReadStatistics {

  private final Optional<ReadStatistics> total;
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesFetched = new LongAdder();
  private final LongAdder bytesUsed = new LongAdder();
  private final LongAdder cacheHits = new LongAdder();
  private final LongAdder cacheMisses = new LongAdder();
  private final LongAdder requestNanos = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();

  /** Counters that stand alone. */
  public ReadStatistics() {
    this.total = Optional.empty();
  }

  /** Counters of one query, each of which also counts in {@code total}. */
  public ReadStatistics(ReadStatistics total) {
    this.total = Optional.of(total);
  }

  /** The counts up to now. */
  public ReadCounts counts() {
    return new ReadCounts(
        requests.sum(),
        bytesFetched.sum(),
        bytesUsed.sum(),
        cacheHits.sum(),
        cacheMisses.sum(),
        requestNanos.sum(),
        waitNanos.sum());
  }

  void request(long bytes, long nanos) {
    requests.increment();
    bytesFetched.add(bytes);
    requestNanos.add(nanos);
    total.ifPresent(all -> all.request(bytes, nanos));
  }

  void used(long bytes) {
    bytesUsed.add(bytes);
    total.ifPresent(all -> all.used(bytes));
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
