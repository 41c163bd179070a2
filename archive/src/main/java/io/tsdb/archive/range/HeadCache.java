package io.tsdb.archive.range;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The heads of all objects that a process reads, whole and verified, bounded in bytes, each fetched
 * once however many ask for it at the same time.
 *
 * <p>As with blocks, the cache may refuse what was never used, so that heads fetched ahead are held
 * by the query that asked for them, within a budget as large as the cache.
 */
final class HeadCache {

  private static final int UNIT = 4096;

  private final Cache<ObjectId, Head> heads;
  private final Flights<ObjectId, Opening> coming = new Flights<>();
  private final Semaphore aheadUnits;
  private final int units;

  HeadCache(HeadOptions options) {
    this.heads =
        Caffeine.newBuilder()
            .maximumWeight(options.bytes())
            .weigher((ObjectId id, Head head) -> head.weight())
            .executor(Runnable::run)
            .build();
    this.units = (int) Math.min(options.bytes() / UNIT, Integer.MAX_VALUE);
    this.aheadUnits = new Semaphore(units);
  }

  /** Takes {@code bytes} from the budget for fetching ahead, if that much is left. */
  boolean tryReserve(int bytes) {
    return aheadUnits.tryAcquire(units(bytes));
  }

  void release(int bytes) {
    aheadUnits.release(units(bytes));
  }

  /** Most heads that can be reserved at once. */
  int mostAhead() {
    return units;
  }

  private static int units(int bytes) {
    return (int) ((bytes + UNIT - 1L) / UNIT);
  }

  /** Whether nothing is reserved, and no head is being fetched. */
  boolean isIdle() {
    return aheadUnits.availablePermits() == units && coming.count() == 0;
  }

  /** Bytes in the cache proper. */
  long bytes() {
    return heads.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  Optional<Opening> present(ObjectId id) {
    return Optional.ofNullable(heads.getIfPresent(id))
        .map(head -> Opening.of(head, Opening.Found.MEMORY));
  }

  /** A head that is there, comes, or which the caller now has to fetch. */
  Flights.Claim<Opening> claim(ObjectId id) {
    return coming.claim(id, this::present);
  }

  void deliver(ObjectId id, CompletableFuture<Opening> claimed, Opening opening) {
    heads.put(id, opening.head());
    coming.land(id, claimed, opening);
  }

  void giveUp(ObjectId id, CompletableFuture<Opening> claimed, Throwable cause) {
    coming.giveUp(id, claimed, cause);
  }
}
