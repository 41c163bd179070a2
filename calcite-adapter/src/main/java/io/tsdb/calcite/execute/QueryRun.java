package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.range.QueryReads;
import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.calcite.DataContext;

/**
 * What all scans of one execution of a statement share: one listing, as far as it goes, and one
 * account of what they read. Whoever executes puts it into the {@link DataContext} under {@link
 * #VARIABLE} and closes it; without one, each scan has its own. Safe for use by many threads.
 */
public final class QueryRun implements AutoCloseable {

  /** Its name in the {@link DataContext}. */
  public static final String VARIABLE = "queryRun";

  private final LongAdder segmentsListed = new LongAdder();
  private final LongAdder segmentsOpened = new LongAdder();

  // Guarded by this.
  private Optional<QueryReads> reads = Optional.empty();
  private TimeRange listedRange = TimeRange.EMPTY;
  private List<Segment> listed = List.of();

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
      listed = List.copyOf(source.catalog().segments(range));
      listedRange = range;
      segmentsListed.add(listed.size());
    }
    return listed.stream()
        .filter(segment -> range.meets(segment.name().firstTime(), segment.name().lastTime()))
        .toList();
  }

  /** The listing is out of date: the next call lists again, past what the catalog remembers. */
  synchronized void forgetListing(EventsSource source) {
    source.catalog().refresh();
    listedRange = TimeRange.EMPTY;
    listed = List.of();
  }

  void segmentOpened() {
    segmentsOpened.increment();
  }

  /** Ends what is still being fetched. */
  @Override
  public synchronized void close() {
    reads.ifPresent(QueryReads::close);
  }
}
