package io.tsdb.archive.range;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Reads one object by ranged requests, for one user at a time; {@link #cancel} and {@link #close}
 * may come from any thread. Made by {@link RangeReaders#open}.
 *
 * <p>A block is looked for among what is held ahead, then in the cache that all readers share, and
 * then fetched on demand. Demand that goes on where the last one ended, in either direction,
 * doubles what is fetched, from 64 KiB to 1 MiB: a request costs about as much as 1 MiB, so more
 * would gain little. That much each reader may hold besides the budgets.
 */
public final class RangeReader implements AutoCloseable {

  /** Most blocks that one request on demand brings without a reservation: 1 MiB. */
  private static final int DEMAND_BLOCKS = Stretch.GAP_BLOCKS;

  private final BlockCache cache;
  private final RequestThreads threads;
  private final int partBlocks;
  private final Source source;
  private final QueryReads query;
  private final Interruption interruption;

  private Optional<PlannedReads> plan = Optional.empty();
  private Optional<Stretch> demand = Optional.empty();
  private int demandReserved;
  private int demandBlocks = 1;
  private int lastIndex = -1;
  private byte[] lastBlock = new byte[0];

  RangeReader(
      BlockCache cache, RequestThreads threads, int partBlocks, Source source, QueryReads query) {
    this.cache = cache;
    this.threads = threads;
    this.partBlocks = partBlocks;
    this.source = source;
    this.query = query;
    this.interruption = new Interruption(source.key());
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
    return source.size();
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
    int available = (int) Math.max(0, Math.min(length, source.size() - offset));
    int done = 0;
    while (done < available) {
      int index = Blocks.of(offset + done);
      byte[] block = block(index);
      int from = (int) (offset + done - (long) index * Blocks.BYTES);
      int count = Math.min(block.length - from, available - done);
      sink.accept(block, from, count, done);
      done += count;
    }
    query.statistics().used(done);
    return done;
  }

  /**
   * Fetches the first {@code length} bytes now, as far as they are not there, by one request.
   *
   * @throws IOException if they cannot be fetched
   */
  public synchronized void fetchHead(long length) throws IOException {
    int count = Blocks.count(Math.min(length, source.size()));
    int first = 0;
    while (first < count && heldOrPresent(first)) {
      first++;
    }
    if (first < count) {
      long start = System.nanoTime();
      letGoOfDemand();
      hold(first, count - first);
      await(first, demand.orElseThrow());
      query.statistics().miss(System.nanoTime() - start);
    }
  }

  /**
   * Plans what is going to be read, and starts to fetch it in parallel. It does not wait; a later
   * read of a block that is on its way does. A new plan takes the place of the one before.
   */
  public synchronized void warm(List<ByteRange> ranges) {
    plan.ifPresent(PlannedReads::close);
    plan = Optional.empty();
    if (interruption.isClosed()) {
      return;
    }
    List<ReadPlan.Part> parts = ReadPlan.parts(ranges, source.size(), partBlocks);
    if (!parts.isEmpty()) {
      PlannedReads reads = new PlannedReads(cache, threads, source, query, parts);
      plan = Optional.of(reads);
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
      letGoOfDemand();
      lastIndex = -1;
      lastBlock = new byte[0];
    }
  }

  private byte[] block(int index) throws IOException {
    if (index == lastIndex) {
      return lastBlock;
    }
    byte[] block = find(index);
    lastIndex = index;
    lastBlock = block;
    return block;
  }

  private byte[] find(int index) throws IOException {
    if (demand.isPresent() && demand.get().holds(index)) {
      return timed(index, demand.get());
    }
    Optional<Stretch> planned = plan.flatMap(reads -> reads.at(index));
    if (planned.isPresent()) {
      return planned(index, planned.get());
    }
    Optional<byte[]> present = cache.present(source.block(index));
    if (present.isPresent()) {
      query.statistics().hit();
      return present.get();
    }
    planned = plan.flatMap(reads -> reads.missed(index));
    if (planned.isPresent()) {
      return planned(index, planned.get());
    }
    long start = System.nanoTime();
    demand(index);
    byte[] block = await(index, demand.orElseThrow());
    query.statistics().miss(System.nanoTime() - start);
    return block;
  }

  private byte[] planned(int index, Stretch stretch) throws IOException {
    try {
      return timed(index, stretch);
    } catch (IOException e) {
      plan.ifPresent(reads -> reads.failed(stretch));
      throw e;
    }
  }

  private byte[] timed(int index, Stretch stretch) throws IOException {
    CompletableFuture<byte[]> coming = stretch.block(index);
    if (coming.isDone() && !coming.isCompletedExceptionally()) {
      query.statistics().hit();
      return coming.join();
    }
    long start = System.nanoTime();
    byte[] block = await(index, stretch);
    query.statistics().miss(System.nanoTime() - start);
    return block;
  }

  private boolean heldOrPresent(int index) {
    return (demand.isPresent() && demand.get().holds(index))
        || cache.present(source.block(index)).isPresent();
  }

  /** Fetches the block, and more on the side to which the reader moves, as far as none has them. */
  private void demand(int index) throws IOException {
    boolean forward = demand.isPresent() && index == demand.get().first() + demand.get().count();
    boolean backward = demand.isPresent() && index == demand.get().first() - 1;
    letGoOfDemand();
    int planned = plan.map(reads -> reads.demandFrom(index)).orElse(0);
    if (planned > DEMAND_BLOCKS && reserve(planned)) {
      hold(index, absent(index, planned, 1));
      return;
    }
    demandBlocks = forward || backward ? Math.min(2 * demandBlocks, DEMAND_BLOCKS) : 1;
    int wanted = planned > 0 ? Math.min(planned, DEMAND_BLOCKS) : demandBlocks;
    int step = backward && planned == 0 ? -1 : 1;
    int count = absent(index, wanted, step);
    hold(step < 0 ? index - count + 1 : index, count);
  }

  /** How many blocks from {@code index} on, in direction {@code step}, nobody has or fetches. */
  private int absent(int index, int wanted, int step) {
    int count = 1;
    for (int next = index + step;
        count < wanted
            && next >= 0
            && next < source.blocks()
            && !cache.isPresentOrComing(source.block(next));
        next += step) {
      count++;
    }
    return count;
  }

  private boolean reserve(int count) {
    boolean reserved = cache.tryReserve(count);
    demandReserved = reserved ? count : 0;
    return reserved;
  }

  private void letGoOfDemand() {
    demand = Optional.empty();
    cache.release(demandReserved);
    demandReserved = 0;
  }

  private void hold(int first, int count) throws IOException {
    Stretch stretch = Stretch.claim(cache, source, query.statistics(), first, count);
    demand = Optional.of(stretch);
    if (!stretch.hasClaims()) {
      return;
    }
    try {
      interruption.run(
          () -> {
            stretch.fetch();
            return stretch;
          });
    } catch (ExecutionException e) {
      throw new IllegalStateException("A fetch does not wait for others", e);
    } finally {
      stretch.abandon();
      if (!stretch.isComplete()) {
        letGoOfDemand();
      }
    }
  }

  private byte[] await(int index, Stretch stretch) throws IOException {
    Stretch from = stretch;
    while (true) {
      CompletableFuture<byte[]> coming = from.block(index);
      try {
        return interruption.run(coming::get);
      } catch (ExecutionException e) {
        if (from == demand.orElse(null)) {
          letGoOfDemand();
        }
        Throwable cause = e.getCause();
        if (cause instanceof InterruptedIOException) {
          // whoever fetched it was cancelled, not this reader
          letGoOfDemand();
          hold(index, 1);
          from = demand.orElseThrow();
        } else if (cause instanceof IOException failure) {
          throw failure;
        } else {
          throw new IOException("Reading " + source.key() + " failed", cause);
        }
      }
    }
  }
}
