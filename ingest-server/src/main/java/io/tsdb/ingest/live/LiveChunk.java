package io.tsdb.ingest.live;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Live events that are to become a segment: in memory until they are one. */
final class LiveChunk {

  private final long seal;
  private final int rows;
  private Optional<LiveContent> content;
  private CompletableFuture<LiveSegment> written = new CompletableFuture<>();

  LiveChunk(LiveContent content) {
    this.seal = content.seal();
    this.rows = content.rows();
    this.content = Optional.of(content);
  }

  long seal() {
    return seal;
  }

  int rows() {
    return rows;
  }

  /** Its events, until they are written. */
  synchronized Optional<LiveContent> content() {
    return content;
  }

  synchronized void written(LiveSegment segment) {
    content = Optional.empty();
    written.complete(segment);
  }

  /** Tells those who wait. It is tried again; who asks from now on waits for that. */
  synchronized void failed(IOException failure) {
    written.completeExceptionally(failure);
    written = new CompletableFuture<>();
  }

  /** Tells those who wait, now or later: it is not tried again. */
  synchronized void abandoned(IOException failure) {
    content = Optional.empty();
    written.completeExceptionally(failure);
  }

  /** The segment, if it is written. */
  synchronized Optional<LiveSegment> segment() {
    return written.isDone() && !written.isCompletedExceptionally()
        ? Optional.of(written.join())
        : Optional.empty();
  }

  /** Waits until the segment is written, or could not be. */
  LiveSegment await() throws IOException {
    CompletableFuture<LiveSegment> result;
    synchronized (this) {
      result = written;
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("Interrupted while live events were written").initCause(e);
    }
  }
}
