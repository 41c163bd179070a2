package io.tsdb.archive.range;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;

/**
 * Opens readers that share one cache, one budget and one set of threads. Its owner closes all
 * readers before it closes this.
 */
public final class RangeReaders implements AutoCloseable {

  private final ReadOptions options;
  private final BlockCache cache;
  private final RequestThreads threads;
  private final int aheadBlocks;
  private final int partBlocks;
  private final ReadStatistics statistics = new ReadStatistics();

  public RangeReaders(ReadOptions options) {
    this.options = options;
    this.cache = new BlockCache(options);
    this.aheadBlocks = cache.unreserved();
    this.threads = new RequestThreads(options.parallelRequests(), aheadBlocks);
    // small budgets still allow some parts at once
    this.partBlocks = Math.max(1, Math.min(ReadPlan.PART_BLOCKS, aheadBlocks / 4));
  }

  /** What a new query's readers share. Its counters also count in {@link #statistics}. */
  public QueryReads newQuery() {
    return new QueryReads(new ReadStatistics(statistics), options.parallelRequestsPerQuery());
  }

  /** A reader of an object's bytes; makes no request yet. */
  public RangeReader open(ObjectStore store, StoredObject object, QueryReads query) {
    return new RangeReader(cache, threads, partBlocks, new Source(store, object), query);
  }

  /** What all queries together have cost. */
  public ReadStatistics statistics() {
    return statistics;
  }

  /** Bytes of the blocks kept after use; within the bound, once no thread adds any. */
  public long cachedBytes() {
    return cache.bytes();
  }

  /** Whether no block is held ahead, and none is being fetched. */
  boolean isIdle() {
    return cache.unreserved() == aheadBlocks && cache.coming() == 0;
  }

  /** Ends all requests that were planned ahead. */
  @Override
  public void close() {
    threads.close();
  }
}
