package io.tsdb.archive.range;

import java.io.IOException;
import java.util.Optional;

/**
 * Fetches what nobody foresaw, in the thread that needs it. Demand that goes on where the last one
 * ended, in either direction, doubles what is fetched, from 64 KiB to 1 MiB: a request costs about
 * as much as 1 MiB, so more would gain little. That much may be held besides the budgets.
 */
final class DemandReads {

  /** Most blocks that one request brings without a reservation: 1 MiB. */
  private static final int MOST_BLOCKS = Stretch.GAP_BLOCKS;

  private final BlockCache cache;
  private final Body body;
  private final ReadStatistics statistics;
  private final Interruption interruption;

  private Optional<Stretch> held = Optional.empty();
  private int reserved;
  private int blocks = 1;

  DemandReads(BlockCache cache, Body body, ReadStatistics statistics, Interruption interruption) {
    this.cache = cache;
    this.body = body;
    this.statistics = statistics;
    this.interruption = interruption;
  }

  /** What the last demand brought, if it holds the block. */
  Optional<Stretch> holding(int index) {
    return held.filter(stretch -> stretch.holds(index));
  }

  /**
   * Fetches the block, and more on the side to which the reader moves, as far as none has them.
   *
   * @param planned how many blocks from this one on a plan left to be fetched so; 0 without a plan
   */
  Stretch fetch(int index, int planned) throws IOException {
    boolean forward = held.isPresent() && index == held.get().first() + held.get().count();
    boolean backward = held.isPresent() && index == held.get().first() - 1;
    letGo();
    if (body.isSmall()) {
      return hold(0, body.blocks());
    }
    if (planned > MOST_BLOCKS && reserve(planned)) {
      return hold(index, absent(index, planned, 1));
    }
    blocks = forward || backward ? Math.min(2 * blocks, MOST_BLOCKS) : 1;
    int wanted = planned > 0 ? Math.min(planned, MOST_BLOCKS) : blocks;
    int step = backward && planned == 0 ? -1 : 1;
    int count = absent(index, wanted, step);
    return hold(step < 0 ? index - count + 1 : index, count);
  }

  /** Fetches the block alone. */
  Stretch fetchOnly(int index) throws IOException {
    letGo();
    return hold(index, 1);
  }

  /** How many blocks from {@code index} on, in direction {@code step}, nobody has or fetches. */
  private int absent(int index, int wanted, int step) {
    int count = 1;
    for (int next = index + step;
        count < wanted
            && next >= 0
            && next < body.blocks()
            && !cache.isPresentOrComing(body.block(next));
        next += step) {
      count++;
    }
    return count;
  }

  private boolean reserve(int count) {
    boolean enough = cache.tryReserve(count);
    reserved = enough ? count : 0;
    return enough;
  }

  void letGo() {
    held = Optional.empty();
    cache.release(reserved);
    reserved = 0;
  }

  private Stretch hold(int first, int count) throws IOException {
    Stretch stretch =
        Stretch.claim(cache, body, statistics.batch(), Stretch.After.KEPT, first, count);
    held = Optional.of(stretch);
    if (!stretch.hasClaims()) {
      return stretch;
    }
    try {
      return interruption.run(
          () -> {
            stretch.fetch();
            return stretch;
          });
    } finally {
      stretch.abandon();
      if (!stretch.isComplete()) {
        letGo();
      }
    }
  }
}
