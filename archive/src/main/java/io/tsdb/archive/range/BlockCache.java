package io.tsdb.archive.range;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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

  private final Cache<BlockKey, byte[]> blocks;

  /** Blocks that some thread has undertaken to fetch; as many as there are requests under way. */
  private final ConcurrentMap<BlockKey, CompletableFuture<byte[]>> coming =
      new ConcurrentHashMap<>();

  private final Semaphore aheadBlocks;

  BlockCache(ReadOptions options) {
    this.blocks =
        Caffeine.newBuilder()
            .maximumWeight(options.cacheBytes())
            .weigher((BlockKey key, byte[] block) -> block.length)
            // evicts in the thread that adds: the bound is exceeded at most by the blocks that
            // other
            // threads are adding at that moment
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
    return coming.size();
  }

  /** Bytes in the cache proper. */
  long bytes() {
    return blocks.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  Optional<byte[]> present(BlockKey key) {
    return Optional.ofNullable(blocks.getIfPresent(key));
  }

  boolean isPresentOrComing(BlockKey key) {
    return coming.containsKey(key) || blocks.getIfPresent(key) != null;
  }

  /** A block that is there, comes, or which the caller now has to fetch. */
  Claim claim(BlockKey key) {
    byte[] present = blocks.getIfPresent(key);
    if (present != null) {
      return new Claim(CompletableFuture.completedFuture(present), false);
    }
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    CompletableFuture<byte[]> theirs = coming.putIfAbsent(key, mine);
    if (theirs != null) {
      return new Claim(theirs, false);
    }
    // it may have arrived between the two look-ups
    present = blocks.getIfPresent(key);
    if (present != null) {
      mine.complete(present);
      coming.remove(key, mine);
      return new Claim(mine, false);
    }
    return new Claim(mine, true);
  }

  void deliver(BlockKey key, CompletableFuture<byte[]> claimed, byte[] block) {
    blocks.put(key, block);
    claimed.complete(block);
    coming.remove(key, claimed);
  }

  /** Ends a claim without a block. Those who wait for it learn why, and may claim it again. */
  void giveUp(BlockKey key, CompletableFuture<byte[]> claimed, Throwable cause) {
    coming.remove(key, claimed);
    claimed.completeExceptionally(cause);
  }

  /** Ends a claim of which nobody is to be told more than that it was left. */
  void abandon(BlockKey key, CompletableFuture<byte[]> claimed) {
    giveUp(key, claimed, new InterruptedIOException("Reading ahead was cancelled"));
  }

  /**
   * What {@link #claim} answers.
   *
   * @param block the block, there or still to come
   * @param own whether the caller has to fetch it
   */
  record Claim(CompletableFuture<byte[]> block, boolean own) {}
}
