package io.tsdb.ingest.seal;

import io.tsdb.archive.segment.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes events in: acknowledges them when durable, keeps them readable, seals them into segments.
 */
public interface Ingest extends AutoCloseable {

  /**
   * Appends a batch to the log, whole or not at all. May wait while the queue is full.
   *
   * @return completes when the batch is durable and a query that starts then sees it; completes
   *     with an exception when it was not stored
   */
  CompletableFuture<Void> append(List<Event> batch);

  /**
   * Seals what was acknowledged so far.
   *
   * @return completes when all of it is readable in the archive; fails at the first refusal that
   *     waiting will not mend, such as wrong credentials, though sealing is tried on
   */
  CompletableFuture<SealReport> seal();

  /** What is going on. */
  IngestStatus status();

  /** Stops accepting, makes what was accepted durable, and leaves what is not sealed to the log. */
  @Override
  void close();
}
