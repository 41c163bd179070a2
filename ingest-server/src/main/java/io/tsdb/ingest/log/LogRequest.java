package io.tsdb.ingest.log;

import io.tsdb.archive.segment.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What waits in the queue of a log's writing thread. */
sealed interface LogRequest {

  /** Says that the request was not done. */
  void fail(Throwable cause);

  /** A batch, encoded by the thread that brought it. */
  record Append(LogPayload payload, List<Event> events, CompletableFuture<Void> done)
      implements LogRequest {
    @Override
    public void fail(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }

  /** A cut. */
  record Cut(CompletableFuture<Optional<LogCut>> done) implements LogRequest {
    @Override
    public void fail(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }

  /** The last request of all. */
  record Stop(CompletableFuture<Void> done) implements LogRequest {
    @Override
    public void fail(Throwable cause) {
      done.completeExceptionally(cause);
    }
  }
}
