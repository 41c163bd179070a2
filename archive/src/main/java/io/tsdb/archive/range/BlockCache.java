package io.tsdb.archive.range;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The blocks of all objects that a process reads, bounded in bytes, each fetched once however many
 * readers ask for it at the same time.
 *
 * <p>Two things hold blocks. The cache proper keeps what was used, by frequency and recency, and
 * may drop or refuse any block at any moment. What is fetched ahead of its use is held by the
 * {@link Stretch} of the reader that planned it, within a budget of its own: a cache that favours
 * frequent blocks would throw out exactly those that were never used yet.
 */
final class BlockCache {

  private final Cache<BlockKey, Block> blocks;
  private final long bytes;
  private final Flights<BlockKey, Block> coming = new Flights<>();
  private final Semaphore aheadBlocks;

  BlockCache(ReadOptions options) {
    this.bytes = options.cacheBytes();
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((BlockKey key, Block block) -> block.length())
            // evicts in the thread that adds: the bound is exceeded at most by the blocks that
            // other threads are adding at that moment
            .executor(Runnable::run)
            .build();
    this.aheadBlocks = new Semaphore((int) Math.min(options.aheadBytes() / Blocks.BYTES, 1 << 30));
  }

  /** Takes {@code count} blocks from the budget for reading ahead, if that much is left. */
  boolean tryReserve(int count) {
    return aheadBlocks.tryAcquire(count);
  }

  void release(int count) {
    aheadBlocks.release(count);
  }

  /** Blocks that may still be reserved. */
  int unreserved() {
    return aheadBlocks.availablePermits();
  }

  /** Blocks that are being fetched. */
  int coming() {
    return coming.count();
  }

  /** Bytes in the cache proper. */
  long bytes() {
    return blocks.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** Most bytes in the cache proper. */
  long mostBytes() {
    return bytes;
  }

  Optional<Block> present(BlockKey key) {
    return Optional.ofNullable(blocks.getIfPresent(key));
  }

  boolean isPresentOrComing(BlockKey key) {
    return coming.contains(key) || blocks.getIfPresent(key) != null;
  }

  /** A block that is there, comes, or which the caller now has to fetch. */
  Flights.Claim<Block> claim(BlockKey key) {
    return coming.claim(key, this::present);
  }

  /** Keeps a block that came along with something else. */
  void keep(BlockKey key, Block block) {
    blocks.put(key, block);
  }

  /** Ends a claim with a block, which is kept. */
  void deliver(BlockKey key, CompletableFuture<Block> claimed, Block block) {
    keep(key, block);
    coming.land(key, claimed, block);
  }

  /** Ends a claim with a block for those who wait for it now. */
  void pass(BlockKey key, CompletableFuture<Block> claimed, Block block) {
    coming.land(key, claimed, block);
  }

  void giveUp(BlockKey key, CompletableFuture<Block> claimed, Throwable cause) {
    coming.giveUp(key, claimed, cause);
  }

  void abandon(BlockKey key, CompletableFuture<Block> claimed) {
    coming.abandon(key, claimed);
  }
}
