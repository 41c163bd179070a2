package io.tsdb.archive.range;

import io.tsdb.archive.range.ReadPlan.Part;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Fetches the parts of a plan ahead of their reader, in the direction in which it moves, as far as
 * the budgets of process and query allow, and lets go of what it has passed.
 *
 * <p>It is only ever ahead, never in the way: a part that the budgets do not allow yet is read on
 * demand.
 */
final class PlannedReads {

  /** Most parts held at once: one being read, the others coming. */
  private static final int WINDOW = 32;

  /** Bytes of the window at most, in blocks: eight parts of full size. */
  private static final int WINDOW_BLOCKS = 8 * ReadPlan.PART_BLOCKS;

  /**
   * Requests of a long plan under way at once, as long as its reader need not wait for them: more
   * would only take processors from it, where store and reader share them, and delay the next bytes
   * that it needs.
   */
  private static final int CALM_REQUESTS = 2;

  /** Blocks of the window as long as that is so: one part being read, two ahead of it. */
  private static final int CALM_WINDOW_BLOCKS = 3 * ReadPlan.PART_BLOCKS;

  /** A reader that may stop anywhere has so many times on its way what it has passed. */
  private static final int GROWTH = 2;

  private static final int NONE = -1;

  private final BlockCache cache;
  private final RequestThreads threads;
  private final Body body;
  private final QueryReads query;
  private final List<Part> parts;
  private final Stretch.After after;
  private final Map<Integer, Started> started = new HashMap<>();

  /** The part that the reader fetches on demand, since it came before the budgets allowed it. */
  private int onDemand = NONE;

  /** The part of the last miss. */
  private int lookedUp = NONE;

  private final ReadOrder order;

  private int current;
  private int direction;
  private int underWay;
  private boolean calm;
  private boolean closed;

  /**
   * @param parts in ascending order
   * @param order in which the reader goes through them
   */
  PlannedReads(
      BlockCache cache,
      RequestThreads threads,
      Body body,
      QueryReads query,
      List<Part> parts,
      ReadOrder order) {
    this.cache = cache;
    this.threads = threads;
    this.body = body;
    this.query = query;
    this.parts = List.copyOf(ReadPlan.growing(parts, order));
    this.order = order;
    this.direction = order == ReadOrder.FROM_END ? -1 : 1;
    this.current = order == ReadOrder.FROM_END ? this.parts.size() - 1 : 0;
    long bytes = parts.stream().mapToLong(part -> (long) part.count() * Blocks.BYTES).sum();
    this.calm = order == ReadOrder.WHOLE && bytes > (long) WINDOW_BLOCKS * Blocks.BYTES;
    this.after = bytes > cache.mostBytes() / 2 ? Stretch.After.PASSED : Stretch.After.KEPT;
  }

  /** A part on its way. */
  private record Started(Stretch stretch, Optional<FutureTask<Void>> task) {}

  /** Starts as many parts as the budgets allow, from the first on. */
  synchronized void start() {
    advance();
  }

  /** Whether more could be under way than is, should the reader have to wait. */
  synchronized boolean isCalm() {
    return calm && !closed;
  }

  /** The reader waits: starts as much as the budgets allow, from now on. */
  synchronized void hurry() {
    calm = false;
    advance();
  }

  /**
   * The part that holds {@code block}, if it was started. The reader is there now: parts ahead of
   * it are started, those it has passed are let go.
   */
  synchronized Optional<Stretch> at(int block) {
    int part = partOf(block);
    if (part == NONE || closed) {
      return Optional.empty();
    }
    if (started.containsKey(part)) {
      moveTo(part);
      advance();
      return Optional.of(started.get(part).stretch());
    }
    return Optional.empty();
  }

  /**
   * Nobody has {@code block}. A reader that moves on to it takes the window along; one that only
   * looks something up, such as the next interior page, does not: it moves with the second miss.
   *
   * @return the part that holds the block, if that could be started now
   */
  synchronized Optional<Stretch> missed(int block) {
    int part = partOf(block);
    if (part == NONE || closed) {
      return Optional.empty();
    }
    boolean moves = part == current || part == current + direction || part == lookedUp;
    lookedUp = part;
    if (!moves) {
      return Optional.empty();
    }
    moveTo(part);
    advance();
    if (!started.containsKey(part)) {
      // from here on it is fetched by the reader, not a second time by this plan
      onDemand = part;
      return Optional.empty();
    }
    return Optional.of(started.get(part).stretch());
  }

  /** How many blocks from {@code block} on are best fetched by one request on demand, or 0. */
  synchronized int demandFrom(int block) {
    int part = partOf(block);
    return part == NONE || part != onDemand ? 0 : parts.get(part).end() - block;
  }

  /** Forgets a part that failed, so that it is read on demand. */
  synchronized void failed(Stretch stretch) {
    started
        .entrySet()
        .removeIf(
            entry -> {
              boolean same = entry.getValue().stretch() == stretch;
              if (same) {
                end(entry.getValue());
              }
              return same;
            });
  }

  synchronized void close() {
    closed = true;
    started.values().forEach(this::end);
    started.clear();
  }

  private void moveTo(int part) {
    if (part != current) {
      direction = part > current ? 1 : -1;
      current = part;
      onDemand = NONE;
      letGo();
    }
  }

  private int partOf(int block) {
    int low = 0;
    int high = parts.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Part part = parts.get(middle);
      if (block < part.first()) {
        high = middle - 1;
      } else if (block >= part.end()) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    return NONE;
  }

  private boolean inWindow(int part) {
    int ahead = (part - current) * direction;
    if (ahead < 0 || ahead >= WINDOW) {
      return false;
    }
    int blocks = 0;
    for (int before = current; before != part; before += direction) {
      blocks += parts.get(before).count();
    }
    return blocks < windowBlocks();
  }

  /** How many blocks from the current one on may be on their way. */
  private int windowBlocks() {
    if (calm) {
      return CALM_WINDOW_BLOCKS;
    }
    if (order == ReadOrder.WHOLE) {
      return WINDOW_BLOCKS;
    }
    int passed = 0;
    int start = order == ReadOrder.FROM_END ? parts.size() - 1 : 0;
    int step = order == ReadOrder.FROM_END ? -1 : 1;
    for (int part = start; part != current && passed < WINDOW_BLOCKS; part += step) {
      passed += parts.get(part).count();
    }
    return Math.min(WINDOW_BLOCKS, Math.max(1, GROWTH * passed));
  }

  private void letGo() {
    Iterator<Map.Entry<Integer, Started>> entries = started.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Integer, Started> entry = entries.next();
      if (!inWindow(entry.getKey())) {
        end(entry.getValue());
        entries.remove();
      }
    }
  }

  private void end(Started part) {
    part.task().ifPresent(task -> task.cancel(true));
    cache.release(part.stretch().count());
  }

  private void advance() {
    if (closed) {
      return;
    }
    ReadStatistics.Batch batch = query.statistics().batch();
    for (int part = current;
        part >= 0 && part < parts.size() && inWindow(part);
        part += direction) {
      if (part != onDemand && !started.containsKey(part)) {
        if (calm && underWay >= CALM_REQUESTS || !start(part, batch)) {
          return;
        }
      }
    }
  }

  private boolean start(int index, ReadStatistics.Batch batch) {
    Part part = parts.get(index);
    if (!cache.tryReserve(part.count())) {
      return false;
    }
    if (!query.tryStartRequest()) {
      cache.release(part.count());
      return false;
    }
    Stretch stretch = Stretch.claim(cache, body, batch, after, part.first(), part.count());
    if (!stretch.hasClaims()) {
      query.endRequest();
      started.put(index, new Started(stretch, Optional.empty()));
      return true;
    }
    FutureTask<Void> task = new PartTask(stretch);
    underWay++;
    try {
      threads.run(task);
    } catch (RejectedExecutionException e) {
      // closed meanwhile, or full: cancelling settles the claims and ends the request
      task.cancel(false);
      cache.release(part.count());
      return false;
    }
    started.put(index, new Started(stretch, Optional.of(task)));
    return true;
  }

  /** One part's fetch. However it ends, its claims are settled and its place is free again. */
  private final class PartTask extends FutureTask<Void> {

    private final Stretch stretch;

    PartTask(Stretch stretch) {
      super(
          () -> {
            stretch.fetch();
            return null;
          });
      this.stretch = stretch;
    }

    @Override
    protected void done() {
      stretch.abandon();
      query.endRequest();
      synchronized (PlannedReads.this) {
        underWay--;
        if (!isCancelled()) {
          advance();
        }
      }
    }
  }
}
