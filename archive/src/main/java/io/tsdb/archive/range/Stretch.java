package io.tsdb.archive.range;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Consecutive blocks of one object that one reader holds: there, coming by others' requests, or
 * claimed and to be fetched by {@link #fetch}. As long as it is held, no cache can drop its blocks.
 */
final class Stretch {

  /** A gap as large as this costs about as much as a request of its own: 1 MiB. */
  static final int GAP_BLOCKS = 1024 * 1024 / Blocks.BYTES;

  private final BlockCache cache;
  private final Source source;
  private final ReadStatistics statistics;
  private final int first;
  private final List<BlockCache.Claim> claims;

  private Stretch(
      BlockCache cache,
      Source source,
      ReadStatistics statistics,
      int first,
      List<BlockCache.Claim> claims) {
    this.cache = cache;
    this.source = source;
    this.statistics = statistics;
    this.first = first;
    this.claims = claims;
  }

  /** Claims {@code count} blocks from {@code first} on. */
  static Stretch claim(
      BlockCache cache, Source source, ReadStatistics statistics, int first, int count) {
    List<BlockCache.Claim> claims = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      claims.add(cache.claim(source.block(first + i)));
    }
    return new Stretch(cache, source, statistics, first, claims);
  }

  int first() {
    return first;
  }

  int count() {
    return claims.size();
  }

  boolean holds(int block) {
    return block >= first && block < first + claims.size();
  }

  CompletableFuture<byte[]> block(int index) {
    return claims.get(index - first).block();
  }

  /** Whether this stretch undertook to fetch the block, rather than to wait for somebody else. */
  boolean claimed(int index) {
    return claims.get(index - first).own();
  }

  boolean hasClaims() {
    return claims.stream().anyMatch(BlockCache.Claim::own);
  }

  /**
   * Fetches what was claimed, mostly by one request: blocks that others have or fetch are fetched
   * again where leaving them out would cost more. Every claim is settled when it returns.
   *
   * @throws IOException the failure that is also delivered with the blocks
   */
  void fetch() throws IOException {
    try {
      int next = 0;
      while (true) {
        int start = nextClaim(next);
        if (start == claims.size()) {
          return;
        }
        int end = start + 1;
        for (int i = nextClaim(end); i < claims.size() && i - end < GAP_BLOCKS; ) {
          end = i + 1;
          i = nextClaim(end);
        }
        fetch(start, end);
        next = end;
      }
    } catch (Throwable failure) {
      settle(failure);
      throw failure;
    }
  }

  private int nextClaim(int from) {
    int i = from;
    while (i < claims.size() && !claims.get(i).own()) {
      i++;
    }
    return i;
  }

  private void fetch(int start, int end) throws IOException {
    ByteBuffer bytes = source.fetch(first + start, end - start, statistics);
    int base = bytes.position();
    for (int i = start; i < end; i++) {
      BlockCache.Claim claim = claims.get(i);
      if (claim.own()) {
        // a copy of its own, so that a block in the cache does not keep the whole answer alive
        byte[] block = new byte[source.length(first + i, 1)];
        bytes.get(base + (i - start) * Blocks.BYTES, block);
        cache.deliver(source.block(first + i), claim.block(), block);
      }
    }
  }

  /** Whether nothing that this stretch undertook to fetch has failed or is still to come. */
  boolean isComplete() {
    return claims.stream()
        .filter(BlockCache.Claim::own)
        .allMatch(claim -> claim.block().isDone() && !claim.block().isCompletedExceptionally());
  }

  /** Gives up all claims that are still open. */
  void settle(Throwable cause) {
    for (int i = 0; i < claims.size(); i++) {
      BlockCache.Claim claim = claims.get(i);
      if (claim.own() && !claim.block().isDone()) {
        cache.giveUp(source.block(first + i), claim.block(), cause);
      }
    }
  }

  /** Gives up all claims that are still open because nobody wants them any more. */
  void abandon() {
    for (int i = 0; i < claims.size(); i++) {
      BlockCache.Claim claim = claims.get(i);
      if (claim.own() && !claim.block().isDone()) {
        cache.abandon(source.block(first + i), claim.block());
      }
    }
  }
}
