package io.tsdb.calcite.execute;

import java.util.Optional;

/** Reads the segments of one run in threads of {@link GatherThreads}. */
final class GatherWorkers {

  /** How long a row may wait for others to be handed over with, once the consumer waits. */
  private static final long PATIENCE_NANOS = 1_000_000;

  private final TasksInFlight tasks;

  GatherWorkers(TasksInFlight tasks) {
    this.tasks = tasks;
  }

  /** Starts as many workers as there is work and room for. */
  void start() {
    for (int i = tasks.workersToStart(); i > 0; i--) {
      if (!GatherThreads.tryRun(this::work)) {
        tasks.workerEnded();
      }
    }
    startOpening();
  }

  private void startOpening() {
    if (tasks.startOpening() && !GatherThreads.tryRun(this::open)) {
      tasks.openingEnded();
    }
  }

  private void work() {
    while (true) {
      Optional<SegmentTask> task = tasks.claimToRead();
      if (task.isEmpty()) {
        return;
      }
      startOpening();
      read(task.get());
      if (GatherThreads.isBusy() && GatherThreads.tryRun(this::work)) {
        // it is others' turn
        return;
      }
    }
  }

  private void open() {
    while (true) {
      Optional<SegmentTask> task = tasks.claimToOpen();
      if (task.isEmpty()) {
        return;
      }
      try {
        var unused = task.get().open();
        tasks.release(task.get());
      } catch (Throwable e) {
        // the consumer throws it
        tasks.fail(task.get(), e);
      }
    }
  }

  private void read(SegmentTask task) {
    try {
      SegmentCursor cursor = task.open();
      while (true) {
        RowBatch batch = new RowBatch();
        boolean more = fill(batch, cursor, task);
        if (!more) {
          task.close();
        }
        boolean room = tasks.add(task, batch);
        if (!more) {
          tasks.finish(task);
          return;
        }
        if (!room) {
          tasks.release(task);
          return;
        }
      }
    } catch (Throwable e) {
      closeAfter(e, task);
      // the consumer throws it
      tasks.fail(task, e);
    }
  }

  /** Returns whether there may be more rows. */
  private boolean fill(RowBatch batch, SegmentCursor cursor, SegmentTask task) {
    long start = 0;
    while (!batch.isFull() && !tasks.isClosed()) {
      Optional<Object[]> row = cursor.next();
      if (row.isEmpty()) {
        return false;
      }
      batch.add(row.get());
      if (tasks.isAwaited(task)) {
        long now = System.nanoTime();
        start = start == 0 ? now : start;
        if (now - start > PATIENCE_NANOS) {
          return true;
        }
      }
    }
    return true;
  }

  private static void closeAfter(Throwable failure, SegmentTask task) {
    try {
      task.close();
    } catch (QueryException e) {
      failure.addSuppressed(e);
    }
  }
}
