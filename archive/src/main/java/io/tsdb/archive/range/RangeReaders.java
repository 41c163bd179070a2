package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Opens readers that share caches, budgets and threads. Its owner closes all readers before it
 * closes this.
 */
public final class RangeReaders implements AutoCloseable {

  private final ReadOptions options;
  private final SharedReads shared;
  private final HeadReads heads;
  private final ReadStatistics statistics = new ReadStatistics();
  private final Set<QueryReads> queries =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /**
   * Readers with caches, budgets and threads of their own.
   *
   * @param format of the objects
   */
  public RangeReaders(ReadOptions options, HeadFormat format) {
    this(options, format, SharedReads.alone(options));
  }

  private RangeReaders(ReadOptions options, HeadFormat format, SharedReads shared) {
    this.options = options;
    this.shared = shared;
    this.heads =
        new HeadReads(
            shared,
            format,
            options
                .heads()
                .cacheDir()
                .map(folder -> new HeadFiles(folder, options.heads().cacheDirBytes())));
  }

  /** Readers that share with all others in the process that were made so with the same bounds. */
  public static RangeReaders shared(ReadOptions options, HeadFormat format) {
    return new RangeReaders(options, format, SharedReads.acquire(options));
  }

  /** What a new query's readers share. Its counters also count in {@link #statistics}. */
  public QueryReads newQuery() {
    ReadStatistics counters = new ReadStatistics(statistics);
    // no more than there are threads: what waits for another of its query is a round trip more
    QueryReads query =
        new QueryReads(
            counters,
            Math.min(options.parallelRequestsPerQuery(), options.parallelRequests()),
            new HeadsAhead(
                shared,
                counters,
                Math.min(options.heads().parallelPerQuery(), options.heads().parallel())));
    queries.add(query);
    return query;
  }

  /**
   * An object that is going to be opened.
   *
   * @param headBytes size of its head
   */
  public record Wanted(ObjectStore store, StoredObject object, int headBytes) {}

  /**
   * Starts to fetch the heads of objects that the query is going to open, in this order. It returns
   * at once. What fails is tried again by {@link #open}, which tells.
   */
  public void prefetch(List<Wanted> next, QueryReads query) {
    List<HeadsAhead.Wanted> wanted = new ArrayList<>(next.size());
    for (Wanted object : next) {
      if (isPossible(object)) {
        wanted.add(new HeadsAhead.Wanted(source(object), heads));
      }
    }
    query.heads().add(wanted);
  }

  /**
   * A reader of an object's bytes, whose head is there: in memory, on disk, or fetched by one
   * request.
   *
   * @throws CorruptSegmentException if the head is not what was written
   * @throws IOException if it cannot be fetched
   */
  public RangeReader open(Wanted object, QueryReads query) throws IOException {
    if (!isPossible(object)) {
      throw new CorruptSegmentException(
          object.object().key(),
          "expected a head of "
              + object.headBytes()
              + " bytes by its name, found an object of "
              + object.object().size());
    }
    Source source = source(object);
    long start = System.nanoTime();
    Opening opening = query.opening(source.key(), () -> opening(source, query, start));
    return new RangeReader(shared, new Body(source, opening.head()), opening.blocks(), query);
  }

  private Opening opening(Source source, QueryReads query, long start)
      throws IOException, InterruptedException {
    Optional<Future<Opening>> ahead = query.heads().take(source.id());
    if (ahead.isPresent()) {
      try {
        Opening opening = ahead.get().get();
        count(opening, query.statistics(), start);
        return opening;
      } catch (ExecutionException | CancellationException e) {
        // tried once more below, where its failure is this query's
      } finally {
        // where this was interrupted, nobody waits for it any more
        ahead.get().cancel(true);
      }
    }
    Optional<Opening> present = heads.present(source);
    Opening opening =
        present.isPresent() ? present.get() : heads.get(source, query.statistics().batch());
    count(opening, query.statistics(), start);
    return opening;
  }

  /** A head from the store is a miss also if it came before it was asked for. */
  private static void count(Opening opening, ReadStatistics statistics, long start) {
    if (opening.source() != Opening.Found.STORE) {
      statistics.headHit();
    } else {
      statistics.headMiss(System.nanoTime() - start);
    }
  }

  private static boolean isPossible(Wanted object) {
    return object.headBytes() > 0 && object.headBytes() <= object.object().size();
  }

  private static Source source(Wanted object) {
    return new Source(object.store(), object.object(), object.headBytes());
  }

  /** What all queries together have cost. */
  public ReadStatistics statistics() {
    return statistics;
  }

  /** Bytes of the blocks kept after use; within the bound, once no thread adds any. */
  public long cachedBytes() {
    return shared.blocks().bytes();
  }

  /** Bytes of the heads kept after use; within the bound, once no thread adds any. */
  public long cachedHeadBytes() {
    return shared.heads().bytes();
  }

  /** Whether nothing is held ahead, and nothing is being fetched. */
  boolean isIdle() {
    return shared.isIdle();
  }

  /** Ends all requests that were planned ahead. */
  @Override
  public void close() {
    List<QueryReads> all;
    synchronized (queries) {
      all = new ArrayList<>(queries);
    }
    all.forEach(QueryReads::close);
    shared.release();
  }
}
