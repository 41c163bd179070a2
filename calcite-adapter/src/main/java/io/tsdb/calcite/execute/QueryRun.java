package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.range.ReadCounts;
import io.tsdb.archive.range.ReadStatistics;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.memory.StatementMemory;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.linq4j.Enumerator;

/**
 * What all scans of one execution of a statement share: one listing, as far as it goes, and one
 * account of what they read. Whoever executes puts it into the {@link DataContext} under {@link
 * #VARIABLE} and closes it; without one, each scan has its own. Safe for use by many threads.
 */
public final class QueryRun implements AutoCloseable {

  /** Its name in the {@link DataContext}. */
  public static final String VARIABLE = "queryRun";

  private static final ReadCounts NOTHING_READ = new ReadStatistics().counts();

  private final long start = System.nanoTime();
  private final RunCounts counts = new RunCounts();
  private final QueryResources resources = new QueryResources();
  private final StatementMemory memory;

  // Guarded by this.
  private OptionalLong end = OptionalLong.empty();
  private Optional<QueryReads> reads = Optional.empty();
  private Optional<EventsSource> listedFrom = Optional.empty();
  private TimeRange listedRange = TimeRange.EMPTY;
  private List<Segment> listed = List.of();
  private final Map<JoinSide, HeldRows> joinSides = new HashMap<>();

  public QueryRun() {
    this(StatementMemory.defaultLimit());
  }

  /**
   * @param memoryLimit what its operators may hold in memory, bytes, see {@link StatementMemory}
   */
  public QueryRun(long memoryLimit) {
    this.memory = new StatementMemory(memoryLimit);
  }

  /** The one of a context, if it has one. */
  static Optional<QueryRun> of(DataContext context) {
    return Optional.ofNullable((QueryRun) context.get(VARIABLE));
  }

  /** The account of what is read. */
  synchronized QueryReads reads(EventsSource source) {
    if (reads.isEmpty()) {
      reads = Optional.of(source.databases().newQuery());
    }
    return reads.get();
  }

  /**
   * The segments of a time range, listed at the first call, and when the range is not within the
   * one listed before.
   *
   * @throws IOException if they cannot be listed
   */
  synchronized List<Segment> segments(EventsSource source, TimeRange range) throws IOException {
    if (range.isEmpty()) {
      return List.of();
    }
    if (!listedRange.intersect(range).equals(range)) {
      long begin = System.nanoTime();
      listed = List.copyOf(source.catalog().segments(range, reads(source).statistics()));
      counts.listingNanos.add(System.nanoTime() - begin);
      listedRange = range;
      listedFrom = Optional.of(source);
      counts.segmentsListed.add(listed.size());
    }
    return listed.stream()
        .filter(segment -> range.meets(segment.name().firstTime(), segment.name().lastTime()))
        .toList();
  }

  /**
   * Starts a statement whose context has this run. It starts over where a segment turns out to have
   * been replaced since it was listed, before its first row is delivered.
   */
  public <T> Enumerator<T> rows(Supplier<Enumerable<T>> statement) {
    return new RunRows<>(this, statement);
  }

  /** Makes known the rows of a side of a join, in place of those of the attempt before. */
  void hold(JoinSide side, HeldRows rows) {
    Optional<HeldRows> former;
    synchronized (this) {
      former = Optional.ofNullable(joinSides.put(side, rows));
    }
    former.ifPresent(HeldRows::close);
  }

  /** The rows of a side of a join, if it is known. */
  synchronized Optional<HeldRows> held(JoinSide side) {
    return Optional.ofNullable(joinSides.get(side));
  }

  /** The listing is out of date: the next call lists again, past what the catalog remembers. */
  synchronized void forgetListing() {
    listedFrom.ifPresent(source -> source.catalog().refresh());
    listedRange = TimeRange.EMPTY;
    listed = List.of();
  }

  /** What its operators hold in memory. */
  public StatementMemory memory() {
    return memory;
  }

  QueryResources resources() {
    return resources;
  }

  /** What is counted besides what is read. */
  RunCounts counts() {
    return counts;
  }

  /** Tells how long it took until the statement could run, in nanoseconds. */
  public void planned(long nanos) {
    counts.planningNanos.add(nanos);
  }

  /** What it has cost up to now, or up to its end. */
  public synchronized QueryStatistics statistics() {
    return counts.statistics(
        reads.map(all -> all.statistics().counts()).orElse(NOTHING_READ),
        end.orElseGet(System::nanoTime) - start);
  }

  /** Ends what is still being fetched; its time ends at the first call. */
  @Override
  public void close() {
    List<HeldRows> sides;
    synchronized (this) {
      if (end.isEmpty()) {
        end = OptionalLong.of(System.nanoTime());
      }
      sides = List.copyOf(joinSides.values());
      joinSides.clear();
    }
    sides.forEach(HeldRows::close);
    closeReads();
    resources.close();
  }

  private synchronized void closeReads() {
    reads.ifPresent(QueryReads::close);
  }
}
