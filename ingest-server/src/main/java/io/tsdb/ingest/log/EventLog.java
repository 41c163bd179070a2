package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What was received, in order, durable before it is acknowledged, until it is cut and dropped. All
 * methods may be called from any thread.
 */
public interface EventLog extends AutoCloseable {

  /**
   * Appends a batch, whole or not at all. Waits while the queue is full.
   *
   * @return completes when the batch is durable; fails with a {@link LogException} when it was not
   *     stored. It completes on the log's own thread: what depends on it must be quick, or run
   *     elsewhere
   * @throws IllegalArgumentException if the batch can never be stored: too large, or with a time
   *     that no segment can name
   */
  CompletableFuture<Void> append(List<Event> batch);

  /**
   * Cuts the log after all that was appended before.
   *
   * @return the cut, or empty if there was nothing since the one before; fails with a {@link
   *     LogException} where the log cannot go on, and is then not cut
   */
  CompletableFuture<Optional<LogCut>> cut();

  /** Reads a cut's batches back, in order, unless {@code reader} throws. */
  void read(LogCut cut, Reader reader) throws IOException;

  /**
   * Forgets all cuts up to and with the one of this number, oldest first. Where one cannot be
   * removed it stays, and so do those after it.
   */
  void drop(long seal) throws IOException;

  /** When the oldest event that is not cut was received, epoch milliseconds. */
  OptionalLong oldest();

  LogMetrics metrics();

  /** Accepts nothing more, and makes durable what was accepted. */
  @Override
  void close();

  /** Takes batches as they are read. */
  @FunctionalInterface
  interface Reader {
    void accept(LogBatch batch) throws IOException;
  }

  /**
   * Is told what becomes of the log, in order, from one thread at a time. Must be quick, for the
   * log waits.
   */
  interface Listener {

    /** A batch of an earlier run was found when the log was opened. May wait. */
    void replayed(LogBatch batch) throws IOException;

    /** A batch is durable. The future of its append completes after this returns. */
    void appended(LogBatch batch);

    /** All batches since the cut before belong to this one. */
    void cut(LogCut cut);
  }
}
