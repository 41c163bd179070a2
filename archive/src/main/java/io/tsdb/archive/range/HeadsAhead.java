package io.tsdb.archive.range;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * Fetches the heads that one query is going to open, in order, in parallel, as far ahead as the
 * bounds of query and process allow, and holds each until it is opened.
 *
 * <p>It is only ever ahead, never in the way: a head that the bounds do not allow yet is fetched
 * when it is opened.
 */
final class HeadsAhead {

  private final SharedReads shared;
  private final ReadStatistics statistics;
  private final int parallel;

  /** To be started, in order. */
  private final Map<ObjectId, Wanted> wanted = new LinkedHashMap<>();

  /** Under way, or held. */
  private final Map<ObjectId, HeadTask> started = new HashMap<>();

  private int underWay;
  private boolean closed;

  /**
   * @param parallel most heads under way; twice as many are held or under way
   */
  HeadsAhead(SharedReads shared, ReadStatistics statistics, int parallel) {
    this.shared = shared;
    this.statistics = statistics;
    this.parallel = parallel;
  }

  /**
   * A head to be fetched.
   *
   * @param reads how that is done
   */
  record Wanted(Source source, HeadReads reads) {}

  /** Adds heads after those that were added before. */
  synchronized void add(List<Wanted> heads) {
    if (closed) {
      return;
    }
    for (Wanted head : heads) {
      if (!started.containsKey(head.source().id())) {
        wanted.putIfAbsent(head.source().id(), head);
      }
    }
    advance();
  }

  /** A head that is now opened, if it was started: whoever takes it holds it from here on. */
  synchronized Optional<Future<Opening>> take(ObjectId id) {
    wanted.remove(id);
    Optional<HeadTask> task = Optional.ofNullable(started.remove(id));
    task.ifPresent(taken -> shared.heads().release(taken.source.openingBytes()));
    advance();
    return task.map(taken -> taken);
  }

  /** Ends what is under way, and lets go of the rest. */
  void close() {
    List<HeadTask> ended;
    synchronized (this) {
      closed = true;
      wanted.clear();
      ended = new ArrayList<>(started.values());
      started.clear();
    }
    for (HeadTask task : ended) {
      task.cancel(true);
      shared.heads().release(task.source.openingBytes());
    }
  }

  private void advance() {
    Iterator<Wanted> next = wanted.values().iterator();
    ReadStatistics.Batch batch = statistics.batch();
    while (!closed && underWay < parallel && started.size() < 2 * parallel && next.hasNext()) {
      Wanted head = next.next();
      if (!shared.heads().tryReserve(head.source().openingBytes())) {
        return;
      }
      HeadTask task = new HeadTask(head, batch);
      underWay++;
      started.put(head.source().id(), task);
      next.remove();
      try {
        shared.openings().run(task);
      } catch (RejectedExecutionException e) {
        // the threads are closed, and soon this is too, which releases what is reserved
        closed = true;
        task.cancel(false);
        return;
      }
    }
  }

  /** The fetch of one head. However it ends, its place is free again. */
  private final class HeadTask extends FutureTask<Opening> {

    private final Source source;

    HeadTask(Wanted head, ReadStatistics.Batch batch) {
      super(() -> head.reads().get(head.source(), batch));
      this.source = head.source();
    }

    @Override
    protected void done() {
      synchronized (HeadsAhead.this) {
        underWay--;
        advance();
      }
    }
  }
}
