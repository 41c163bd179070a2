package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
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

  /** Bytes that are delivered together: waking their reader costs more than some blocks do. */
  private static final int AT_A_TIME = 4 * Blocks.BYTES;

  private final BlockCache cache;
  private final Body body;
  private final ReadStatistics.Batch batch;
  private final After after;
  private final int first;
  private final List<Flights.Claim<Block>> claims;

  /** What becomes of blocks once they were used. */
  enum After {
    KEPT,
    /** For a scan so long that it would only throw everything else out of the cache. */
    PASSED
  }

  private Stretch(
      BlockCache cache,
      Body body,
      ReadStatistics.Batch batch,
      After after,
      int first,
      List<Flights.Claim<Block>> claims) {
    this.cache = cache;
    this.body = body;
    this.batch = batch;
    this.after = after;
    this.first = first;
    this.claims = claims;
  }

  /** Claims {@code count} blocks from {@code first} on, to be fetched by requests of a batch. */
  static Stretch claim(
      BlockCache cache, Body body, ReadStatistics.Batch batch, After after, int first, int count) {
    List<Flights.Claim<Block>> claims = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      claims.add(cache.claim(body.block(first + i)));
    }
    return new Stretch(cache, body, batch, after, first, claims);
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

  CompletableFuture<Block> block(int index) {
    return claims.get(index - first).value();
  }

  /** Whether this stretch undertook to fetch the block, rather than to wait for somebody else. */
  boolean claimed(int index) {
    return claims.get(index - first).own();
  }

  boolean hasClaims() {
    return claims.stream().anyMatch(Flights.Claim::own);
  }

  /**
   * Fetches what was claimed, mostly by one request: blocks that others have or fetch are fetched
   * again where leaving them out would cost more. Sound blocks are delivered as they come, some at
   * a time, so that their reader works on them while the rest is on its way. Every claim is settled
   * when it returns, that of a damaged block with {@link CorruptSegmentException}.
   *
   * @throws IOException what failed besides, and was also delivered with the blocks
   */
  void fetch() throws IOException {
    try {
      int next = 0;
      ReadStatistics.Batch now = batch;
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
        fetch(start, end, now);
        next = end;
        now = now.next();
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

  private void fetch(int start, int end, ReadStatistics.Batch now) throws IOException {
    int length = body.length(first + start, end - start);
    ByteBuffer bytes =
        body.fetch(
            first + start,
            end - start,
            now,
            (begun, from, to) -> {
              // the last ones are delivered when the request has ended, and was counted
              if (to < length) {
                arrived(start, begun, from / AT_A_TIME, to / AT_A_TIME);
              }
            });
    for (int i = start; i < end; i++) {
      if (isOpen(i)) {
        int index = first + i;
        deliver(index, Body.block(bytes, (i - start) * Blocks.BYTES, body.length(index, 1)));
      }
    }
  }

  /** Delivers the sound ones of blocks that have come while the request goes on. */
  private void arrived(int start, byte[] bytes, int fromGroup, int toGroup) {
    int perGroup = AT_A_TIME / Blocks.BYTES;
    for (int i = fromGroup * perGroup; i < toGroup * perGroup; i++) {
      int index = first + start + i;
      if (isOpen(start + i)) {
        Block block = new Block(bytes, i * Blocks.BYTES, Blocks.BYTES);
        if (body.isSound(index, block)) {
          deliverSound(index, block);
        }
      }
    }
  }

  /** Whether the block at this place is still to be fetched by this stretch. */
  private boolean isOpen(int place) {
    Flights.Claim<Block> claim = claims.get(place);
    return claim.own() && !claim.value().isDone();
  }

  private void deliver(int index, Block arrived) throws IOException {
    CompletableFuture<Block> claimed = block(index);
    Block block;
    try {
      block = body.isSound(index, arrived) ? arrived : body.fetchAgain(index, batch.statistics());
    } catch (CorruptSegmentException e) {
      // for those who need this block; the others are sound
      cache.giveUp(body.block(index), claimed, e);
      return;
    }
    deliverSound(index, block);
  }

  private void deliverSound(int index, Block block) {
    switch (after) {
      case KEPT -> cache.deliver(body.block(index), block(index), block.alone());
      case PASSED -> cache.pass(body.block(index), block(index), block);
    }
  }

  /** Whether nothing that this stretch undertook to fetch has failed or is still to come. */
  boolean isComplete() {
    return claims.stream()
        .filter(Flights.Claim::own)
        .allMatch(claim -> claim.value().isDone() && !claim.value().isCompletedExceptionally());
  }

  /** Gives up all claims that are still open. */
  void settle(Throwable cause) {
    for (int i = 0; i < claims.size(); i++) {
      if (isOpen(i)) {
        cache.giveUp(body.block(first + i), claims.get(i).value(), cause);
      }
    }
  }

  /** Gives up all claims that are still open because nobody wants them any more. */
  void abandon() {
    for (int i = 0; i < claims.size(); i++) {
      if (isOpen(i)) {
        cache.abandon(body.block(first + i), claims.get(i).value());
      }
    }
  }
}
