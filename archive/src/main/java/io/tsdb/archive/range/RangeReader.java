package io.tsdb.archive.range;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads one object by ranged requests, for one user at a time; {@link #cancel} and {@link #close}
 * may come from any thread. Made by {@link RangeReaders#open}.
 *
 * <p>The head of the object is there from the beginning. A block is looked for among those that
 * came with the head, among what is held ahead, then in the cache that all readers share, and then
 * fetched on demand. Every block was verified before it came there.
 */
public final class RangeReader implements AutoCloseable {

  private static final Block NO_BLOCK = new Block(new byte[0], 0, 0);

  /** A reader that waits for longer wants more requests under way: 5 ms. */
  private static final long CALM_WAIT_NANOS = 5_000_000;

  /** So does one that has waited for so long in all since it was warmed: 20 ms. */
  private static final long CALM_WAITS_NANOS = 20_000_000;

  private final SharedReads shared;
  private final BlockCache cache;
  private final Body body;
  private final QueryReads query;
  private final Interruption interruption;
  private final DemandReads demand;

  /** Blocks that came with the head. */
  private Map<Integer, Block> opening;

  private Optional<PlannedReads> plan = Optional.empty();

  /** For how long the reader has waited while its plan was calm. */
  private long calmWaits;

  private int lastIndex = -1;
  private Block lastBlock = NO_BLOCK;

  /**
   * @param opening blocks that came with the head
   */
  RangeReader(SharedReads shared, Body body, Map<Integer, Block> opening, QueryReads query) {
    this.shared = shared;
    this.cache = shared.blocks();
    this.body = body;
    this.opening = opening;
    this.query = query;
    this.interruption = new Interruption(body.key());
    this.demand = new DemandReads(cache, body, query.statistics(), interruption);
  }

  /** Takes bytes that were read. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param block holds the bytes, which must not be changed
     * @param from index in {@code block} of the first byte
     * @param length number of bytes
     * @param at distance of the first byte from the first byte of the whole read
     */
    void accept(byte[] block, int from, int length, int at);
  }

  /** Size of the object in bytes. */
  public long size() {
    return body.size();
  }

  /** What reading costs the query. */
  public ReadStatistics statistics() {
    return query.statistics();
  }

  /**
   * Delivers the bytes from {@code offset} on, fewer than {@code length} only where the object
   * ends.
   *
   * @return the number of bytes delivered
   * @throws IOException if they cannot be fetched
   * @throws InterruptedIOException if the thread was interrupted or reading was cancelled
   */
  public synchronized int read(long offset, int length, Sink sink) throws IOException {
    interruption.check();
    int available = (int) Math.max(0, Math.min(length, body.size() - offset));
    int done = 0;
    while (done < available) {
      done += readSome(offset + done, available - done, done, sink);
    }
    query.statistics().used(done);
    return done;
  }

  private int readSome(long offset, int length, int at, Sink sink) throws IOException {
    byte[] head = body.head();
    if (offset < head.length) {
      int count = Math.min(head.length - (int) offset, length);
      sink.accept(head, (int) offset, count, at);
      return count;
    }
    int index = Blocks.of(offset - head.length);
    Block block = block(index);
    int skipped = (int) (offset - body.offset(index));
    int count = Math.min(block.length() - skipped, length);
    sink.accept(block.bytes(), block.from() + skipped, count, at);
    return count;
  }

  /**
   * Whether a plan would bring nothing: all is here since it was opened, or is one block, which one
   * request on demand brings as well.
   */
  public boolean needsNoPlan() {
    return body.blocks() <= 1 || opening.size() == body.blocks();
  }

  /** Plans what is going to be read as a whole, see {@link #warm(List, ReadOrder)}. */
  public void warm(List<ByteRange> ranges) {
    warm(ranges, ReadOrder.WHOLE);
  }

  /**
   * Plans what is going to be read, and starts to fetch it in parallel. It does not wait; a later
   * read of a block that is on its way does. A new plan takes the place of the one before.
   */
  public synchronized void warm(List<ByteRange> ranges, ReadOrder order) {
    plan.ifPresent(PlannedReads::close);
    plan = Optional.empty();
    if (interruption.isClosed() || needsNoPlan()) {
      return;
    }
    List<ReadPlan.Part> parts =
        ReadPlan.parts(ranges, body.head().length, body.size(), shared.partBlocks());
    if (!parts.isEmpty()) {
      PlannedReads reads = new PlannedReads(cache, shared.parts(), body, query, parts, order);
      plan = Optional.of(reads);
      calmWaits = 0;
      reads.start();
    }
  }

  /** Makes the read under way, if there is one, fail with {@link InterruptedIOException}. */
  public void cancel() {
    interruption.cancel();
  }

  /** Ends the read under way, if there is one, and lets go of all blocks. Later reads fail. */
  @Override
  public void close() {
    interruption.close();
    synchronized (this) {
      plan.ifPresent(PlannedReads::close);
      plan = Optional.empty();
      demand.letGo();
      opening = Map.of();
      lastIndex = -1;
      lastBlock = NO_BLOCK;
    }
  }

  private Block block(int index) throws IOException {
    if (index == lastIndex) {
      return lastBlock;
    }
    Block block = find(index);
    lastIndex = index;
    lastBlock = block;
    return block;
  }

  private Block find(int index) throws IOException {
    if (opening.containsKey(index)) {
      query.statistics().hit();
      return opening.get(index);
    }
    Optional<Stretch> held = demand.holding(index);
    if (held.isPresent()) {
      return timed(index, held.get());
    }
    Optional<Stretch> planned = plan.flatMap(reads -> reads.at(index));
    if (planned.isPresent()) {
      return planned(index, planned.get());
    }
    Optional<Block> present = cache.present(body.block(index));
    if (present.isPresent()) {
      query.statistics().hit();
      return present.get();
    }
    planned = plan.flatMap(reads -> reads.missed(index));
    if (planned.isPresent()) {
      return planned(index, planned.get());
    }
    long start = System.nanoTime();
    int left = plan.map(reads -> reads.demandFrom(index)).orElse(0);
    Block block = await(index, demand.fetch(index, left));
    query.statistics().miss(System.nanoTime() - start);
    return block;
  }

  private Block planned(int index, Stretch stretch) throws IOException {
    try {
      return timed(index, stretch);
    } catch (IOException e) {
      plan.ifPresent(reads -> reads.failed(stretch));
      throw e;
    }
  }

  private Block timed(int index, Stretch stretch) throws IOException {
    CompletableFuture<Block> coming = stretch.block(index);
    if (coming.isDone() && !coming.isCompletedExceptionally()) {
      query.statistics().hit();
      return coming.join();
    }
    long start = System.nanoTime();
    if (plan.isPresent() && plan.get().isCalm()) {
      if (!comesSoon(coming)) {
        plan.get().hurry();
      }
      calmWaits += System.nanoTime() - start;
    }
    Block block = await(index, stretch);
    query.statistics().miss(System.nanoTime() - start);
    return block;
  }

  /** Whether a block comes, or fails to, with little waiting. */
  private boolean comesSoon(CompletableFuture<Block> coming) throws IOException {
    return interruption.run(
        () -> {
          try {
            long most = Math.min(CALM_WAIT_NANOS, CALM_WAITS_NANOS - calmWaits);
            coming.get(most, TimeUnit.NANOSECONDS);
            return true;
          } catch (TimeoutException e) {
            return false;
          } catch (ExecutionException e) {
            // whoever waits for the block itself is told
            return true;
          }
        });
  }

  /**
   * A block of a stretch, once it is there. Where another reader undertook to fetch it and failed,
   * it is fetched once more for this one.
   */
  private Block await(int index, Stretch stretch) throws IOException {
    Stretch from = stretch;
    boolean again = false;
    while (true) {
      CompletableFuture<Block> coming = from.block(index);
      try {
        return interruption.run(coming::get);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        boolean cancelled = cause instanceof InterruptedIOException;
        if (!cancelled && (again || from.claimed(index))) {
          demand.letGo();
          throw cause instanceof IOException failure
              ? failure
              : new IOException("Reading " + body.key() + " failed", cause);
        }
        again |= !cancelled;
        from = demand.fetchOnly(index);
      }
    }
  }
}
