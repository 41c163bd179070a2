package io.tsdb.archive.range;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/** Fetches a head that is longer than a part, in parallel parts. */
final class LargeHead {

  private final Source source;
  private final ReadStatistics.Batch batch;
  private final byte[] head;

  LargeHead(Source source, ReadStatistics.Batch batch) {
    this.source = source;
    this.batch = batch;
    this.head = new byte[source.headBytes()];
  }

  /**
   * All of its bytes, not verified yet.
   *
   * @param threads fetch all parts but the first, and those for which they have no room
   */
  byte[] fetch(RequestThreads threads) throws IOException {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    int partBytes = ReadPlan.PART_BLOCKS * Blocks.BYTES;
    try {
      for (int from = partBytes; from < head.length; from += partBytes) {
        tasks.add(start(threads, from, Math.min(partBytes, head.length - from)));
      }
      fetch(0, partBytes);
      for (FutureTask<Void> task : tasks) {
        await(task);
      }
      return head;
    } finally {
      tasks.forEach(task -> task.cancel(true));
    }
  }

  private FutureTask<Void> start(RequestThreads threads, int from, int length) {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              fetch(from, length);
              return null;
            });
    try {
      threads.run(task);
    } catch (RejectedExecutionException e) {
      // full, or closed meanwhile, in which case the store or the reader is closed too
      task.run();
    }
    return task;
  }

  private void fetch(int from, int length) throws IOException {
    ByteBuffer bytes = source.fetch(from, length, batch, Source.Arrival.NONE);
    bytes.get(bytes.position(), head, from, length);
  }

  private void await(FutureTask<Void> task) throws IOException {
    try {
      task.get();
    } catch (InterruptedException | CancellationException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw (IOException)
          new InterruptedIOException("Reading the head of " + source.key() + " was cancelled")
              .initCause(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure
          ? failure
          : new IOException("Reading the head of " + source.key() + " failed", e.getCause());
    }
  }
}
