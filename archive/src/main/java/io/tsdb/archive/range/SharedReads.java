package io.tsdb.archive.range;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The caches, budgets and threads of reading. A process has one of them for all archives that it
 * reads within the same bounds, as long as one of them is open.
 */
final class SharedReads {

  private static final Map<ReadOptions, SharedReads> BY_BOUNDS = new HashMap<>();

  private final Optional<ReadOptions> bounds;
  private final BlockCache blocks;
  private final HeadCache heads;
  private final RequestThreads parts;
  private final RequestThreads openings;
  private final int aheadBlocks;
  private int users = 1;

  private SharedReads(ReadOptions options, Optional<ReadOptions> bounds) {
    this.bounds = bounds;
    this.blocks = new BlockCache(options);
    this.heads = new HeadCache(options.heads());
    this.aheadBlocks = blocks.unreserved();
    this.parts = new RequestThreads("tsdb-read-", options.parallelRequests(), aheadBlocks);
    this.openings = new RequestThreads("tsdb-open-", options.heads().parallel(), heads.mostAhead());
  }

  /** Those that all archives with these bounds share; where heads lie on disk does not matter. */
  static SharedReads acquire(ReadOptions options) {
    ReadOptions bounds = options.withHeads(options.heads().withCacheDir(Optional.empty()));
    synchronized (BY_BOUNDS) {
      SharedReads known = BY_BOUNDS.get(bounds);
      if (known != null) {
        known.users++;
        return known;
      }
      SharedReads made = new SharedReads(options, Optional.of(bounds));
      BY_BOUNDS.put(bounds, made);
      return made;
    }
  }

  /** Some of its own for one archive. */
  static SharedReads alone(ReadOptions options) {
    return new SharedReads(options, Optional.empty());
  }

  /** Ends one {@link #acquire}; the last one drops the caches and ends the threads. */
  void release() {
    synchronized (BY_BOUNDS) {
      users--;
      if (users > 0) {
        return;
      }
      bounds.ifPresent(BY_BOUNDS::remove);
    }
    openings.close();
    parts.close();
  }

  BlockCache blocks() {
    return blocks;
  }

  HeadCache heads() {
    return heads;
  }

  /** For the parts of plans, and of large heads. */
  RequestThreads parts() {
    return parts;
  }

  /** For heads that are fetched ahead. */
  RequestThreads openings() {
    return openings;
  }

  /** Most blocks in one part. Small budgets still allow some parts at once. */
  int partBlocks() {
    return Math.max(1, Math.min(ReadPlan.PART_BLOCKS, aheadBlocks / 4));
  }

  /** Whether nothing is held ahead, and nothing is being fetched. */
  boolean isIdle() {
    return blocks.unreserved() == aheadBlocks && blocks.coming() == 0 && heads.isIdle();
  }
}
