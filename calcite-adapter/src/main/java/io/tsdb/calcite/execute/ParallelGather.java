package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.segment.TimeRange;
import io.tsdb.calcite.memory.HeldMemory;
import io.tsdb.calcite.memory.MemoryUse;
import io.tsdb.calcite.memory.StatementMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerator;

/**
 * Runs a statement in all segments of a range of time and hands on the rows segment by segment, or
 * merged in order of time, whatever order they are read in: see {@link GatherRun}.
 *
 * <p>Whatever fails, fails the query; everything is closed first. {@link RunRows} starts it again
 * where the listing was out of date.
 */
final class ParallelGather implements Enumerator<Object[]> {

  private final DataContext context;
  private final SegmentQuery query;

  /** Closed with this; empty while the query has one, and before the start. */
  private Optional<QueryRun> ownRun = Optional.empty();

  private Optional<CancelWatch> watch = Optional.empty();
  // Read by the thread that polls for a cancel.
  private volatile Optional<RowSource> gather = Optional.empty();
  private Object[] row = {};

  /** How many rows may still be asked for. */
  private long left;

  private boolean ended;

  ParallelGather(DataContext context, SegmentQuery query) {
    this.context = context;
    this.query = query;
  }

  @Override
  public Object[] current() {
    return row;
  }

  @Override
  public boolean moveNext() {
    if (ended) {
      return false;
    }
    try {
      Optional<Object[]> next = next();
      if (next.isPresent()) {
        row = next.get();
        return true;
      }
      close();
      return false;
    } catch (IOException | RuntimeException | Error e) {
      boolean canceled = watch.isPresent() && watch.get().isCanceled();
      closeAfter(e);
      if (e instanceof Error error) {
        throw error;
      }
      if (e instanceof QueryCanceledException cancellation) {
        throw cancellation;
      }
      if (canceled) {
        QueryCanceledException cancellation = new QueryCanceledException();
        cancellation.addSuppressed(e);
        throw cancellation;
      }
      if (e instanceof RuntimeException failure) {
        throw failure;
      }
      throw new QueryException(e.getMessage(), e);
    }
  }

  private Optional<Object[]> next() throws IOException {
    if (gather.isEmpty()) {
      start();
    }
    if (left == 0) {
      // Calcite's limit asks for one row more than it delivers
      return Optional.empty();
    }
    left--;
    return gather.get().next();
  }

  private void start() throws IOException {
    if (watch.isEmpty()) {
      watch = Optional.of(new CancelWatch(context, this::cancel));
    }
    watch.get().check();
    RunValues values = new RunValues(context);
    for (RunValue text : query.statement().textQueries()) {
      values.get(text).map(Object::toString).ifPresent(SearchSyntax::check);
    }
    EventsSource source = EventsSource.of(context);
    TimeRanges ranges =
        query.statement().times().ranges(values).intersect(TimeRanges.of(source.restriction()));
    TimeRange range = ranges.hull();
    QueryRun run = queryRun();
    RowsWanted wanted = query.wanted();
    SegmentStatement statement = query.statement(values);
    SegmentScan scan =
        new SegmentScan(
            source,
            statement,
            run,
            values,
            ranges,
            wanted,
            query.firstOf().map(partition -> new FoundGroups(partition, values, held(partition))),
            statement
                .aggregate()
                .flatMap(SegmentAggregate::walk)
                .map(walk -> new WalkedGroups(walk, values)));
    List<Segment> named = new ArrayList<>();
    List<Segment> opened = new ArrayList<>();
    for (Segment segment : Interruptible.run(context, () -> run.segments(source, range))) {
      SegmentName name = segment.name();
      if (ranges.meets(name.firstTime(), name.lastTime())) {
        (isAnsweredByName(name, range) ? named : opened).add(segment);
      }
    }
    run.counts().segmentsByName.add(named.size());
    RowBatch last =
        named.isEmpty() ? RowBatch.EMPTY : RowBatch.of(SegmentFact.row(query.facts(), named));
    left = values.needed(wanted.limit());
    RowSource rows =
        wanted.isMerged()
            ? merged(scan, opened)
            : run(scan, scan.walked().isPresent() ? inOrder(opened) : opened, last);
    gather = Optional.of(scan.found().<RowSource>map(f -> new FirstOfGroups(rows, f)).orElse(rows));
  }

  private HeldMemory held(SeriesPartition groups) {
    return StatementMemory.of(context).hold(groups, MemoryUse.FIRST_OF_SERIES);
  }

  private RowSource run(SegmentScan scan, List<Segment> segments, RowBatch last) {
    // what is read of a segment may depend on what was found before
    GatherLimits limits =
        scan.found().isPresent() ? GatherLimits.oneByOne() : GatherLimits.defaults();
    Supplier<GatherLimits> current =
        () ->
            scan.walked().filter(WalkedGroups::isOneByOne).isPresent()
                ? GatherLimits.oneByOne()
                : limits;
    return new GatherRun(scan, segments, last, query.demand(), watch.orElseThrow(), current);
  }

  private List<Segment> inOrder(List<Segment> listed) {
    return new SegmentsInOrder(listed, query.wanted()).all();
  }

  private RowSource merged(SegmentScan scan, List<Segment> listed) {
    RowsWanted wanted = scan.wanted();
    SegmentsInOrder inOrder = new SegmentsInOrder(listed, wanted);
    long needed = scan.values().needed(wanted.limit());
    List<Segment> segments =
        wanted.unfiltered() ? inOrder.holding(needed, scan.ranges()) : inOrder.all();
    if (inOrder.mostOverlapping() > TimeSort.MOST_MERGED) {
      return new TimeSort(run(scan.unordered(), segments, RowBatch.EMPTY), wanted, needed);
    }
    return run(scan, segments, RowBatch.EMPTY);
  }

  private boolean isAnsweredByName(SegmentName name, TimeRange range) {
    return !query.facts().isEmpty()
        && name.rows() > 0
        && range.contains(name.firstTime())
        && range.contains(name.lastTime());
  }

  private QueryRun queryRun() {
    if (ownRun.isPresent()) {
      return ownRun.get();
    }
    Optional<QueryRun> shared = QueryRun.of(context);
    if (shared.isEmpty()) {
      ownRun = Optional.of(new QueryRun());
    }
    return shared.or(() -> ownRun).orElseThrow();
  }

  private void cancel() {
    gather.ifPresent(RowSource::cancel);
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void reset() {
    close();
    ended = false;
  }

  /** Nothing is read any more; closing again does nothing. */
  @Override
  public void close() {
    ended = true;
    try {
      closeGather();
    } finally {
      watch.ifPresent(CancelWatch::close);
      watch = Optional.empty();
      ownRun.ifPresent(QueryRun::close);
      ownRun = Optional.empty();
    }
  }

  private void closeGather() {
    Optional<RowSource> finished = gather;
    try {
      finished.ifPresent(RowSource::close);
    } finally {
      gather = Optional.empty();
    }
  }
}
