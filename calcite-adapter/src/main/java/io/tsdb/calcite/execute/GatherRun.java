package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * One pass over listed segments, for one consumer. Workers read segments that come after those
 * being delivered, as far ahead as {@link Lookahead} says, until {@link GatherLimits#bufferedBytes}
 * of rows wait.
 *
 * <p>Rows are delivered segment by segment, or in order of time: then the next segment is begun as
 * soon as it may hold a row that comes before those of the segments already begun, and their rows
 * are merged; of rows of one time, those of the segment begun first come first.
 *
 * <p>Nobody who has rows waits for room: a worker whose rows find none leaves its segment open and
 * goes, and comes back when there is room. A segment being delivered is read by the consumer
 * itself, row by row, unless a worker has claimed it before. So there is always progress, whether
 * or not threads are free, and the first rows cost no handing over.
 */
final class GatherRun implements RowSource {

  /** So many segments ahead are read whole, even for a consumer that may stop: it has read many. */
  private static final int LONG_READ = 8;

  private final SegmentScan scan;
  private final List<Segment> segments;
  private final CancelWatch watch;
  private final Demand demand;
  private final Lookahead lookahead;
  private final TasksInFlight tasks;
  private final GatherWorkers workers;

  /** Those begun and not ended, the one with the next row first; without {@link #delivered}. */
  private final PriorityQueue<TaskRows> begun;

  /** How many segments have been begun. */
  private int taken;

  /** Whose row was delivered last. */
  private Optional<TaskRows> delivered = Optional.empty();

  /** Delivered after the rows of all segments. */
  private final RowBatch last;

  /** That the consumer reads segments itself, or waits for workers. */
  private SampledTime readTime = new SampledTime();

  /**
   * @param segments begun in this order
   * @param last rows that are delivered after theirs
   * @param limits at each moment
   */
  GatherRun(
      SegmentScan scan,
      List<Segment> segments,
      RowBatch last,
      Demand demand,
      CancelWatch watch,
      Supplier<GatherLimits> limits) {
    this.scan = scan;
    this.segments = segments;
    this.last = last;
    this.watch = watch;
    this.demand = demand;
    this.lookahead = new Lookahead(demand);
    this.tasks = new TasksInFlight(scan, segments, limits);
    this.workers = new GatherWorkers(tasks);
    this.begun = new PriorityQueue<>(order(scan.wanted()));
  }

  private static Comparator<TaskRows> order(RowsWanted wanted) {
    Comparator<TaskRows> begunFirst = Comparator.comparingInt(TaskRows::number);
    if (!wanted.isMerged()) {
      return begunFirst;
    }
    Comparator<TaskRows> time = Comparator.comparingLong(rows -> time(rows, wanted));
    return (wanted.isDescending() ? time.reversed() : time).thenComparing(begunFirst);
  }

  private static long time(TaskRows rows, RowsWanted wanted) {
    return (Long) rows.row()[wanted.time()];
  }

  @Override
  public Optional<Object[]> next() throws IOException {
    watch.check();
    if (delivered.isPresent()) {
      advance(delivered.get());
    }
    while (taken < segments.size() && (begun.isEmpty() || mayComeNext(segments.get(taken)))) {
      begin();
    }
    if (begun.isEmpty()) {
      return last.hasNext() ? Optional.of(last.next()) : Optional.empty();
    }
    TaskRows first = begun.remove();
    delivered = Optional.of(first);
    if (lookahead.delivered(1)) {
      workAhead();
    }
    return Optional.of(first.row());
  }

  /** Whether a segment may hold a row that comes before those of the segments begun. */
  private boolean mayComeNext(Segment segment) {
    RowsWanted wanted = scan.wanted();
    if (!wanted.isMerged()) {
      return false;
    }
    SegmentName name = segment.name();
    long next = time(begun.element(), wanted);
    return wanted.isDescending() ? name.lastTime() > next : name.firstTime() < next;
  }

  private void begin() throws IOException {
    workAhead();
    SegmentTask task =
        tasks.take().orElseThrow(() -> new IllegalStateException("No segment was taken up"));
    TaskRows rows = new TaskRows(task, taken, tasks, watch, demand);
    taken++;
    delivered = Optional.of(rows);
    advance(rows);
  }

  private void advance(TaskRows rows) throws IOException {
    boolean atHand = rows.hasRowAtHand();
    if (!atHand) {
      workAhead();
      readTime.begin();
    }
    boolean more = rows.advance();
    if (!atHand) {
      readTime.end();
    }
    delivered = Optional.empty();
    if (more) {
      begun.add(rows);
    } else {
      lookahead.segmentDone();
    }
  }

  private void workAhead() {
    Demand ofEach = lookahead.segments() < LONG_READ ? demand : Demand.ALL;
    List<Segment> added = tasks.extend(lookahead.segments(), begun.size(), ofEach);
    if (lookahead.segments() > 0) {
      scan.prefetch(added);
    }
    workers.start();
  }

  @Override
  public void cancel() {
    tasks.cancel();
  }

  @Override
  public void close() {
    scan.run().counts().gatheringNanos.add(readTime.nanos());
    readTime = new SampledTime();
    delivered.ifPresent(TaskRows::release);
    delivered = Optional.empty();
    begun.forEach(TaskRows::release);
    begun.clear();
    tasks.close();
  }
}
