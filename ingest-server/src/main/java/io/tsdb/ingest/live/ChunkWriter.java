package io.tsdb.ingest.live;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes chunks as segments, in order, and tries again where that fails. It
 * also deletes retired segments when their time is over.
 */
final class ChunkWriter implements AutoCloseable {

  /** Whose chunks they are. */
  interface Owner {

    /** Takes a chunk's segment. */
    void written(LiveChunk chunk, LiveSegment segment);

    /** Whether a chunk is still live. */
    boolean isLive(LiveChunk chunk);

    /** Does what is to be done now and then: before each chunk, and at least every minute. */
    void tidy();
  }

  /** Most chunks that wait in memory; above it, {@link #awaitRoom} waits. */
  static final int MOST_WAITING = 8;

  private static final long RETRY_MILLIS = 1000;
  private static final Logger LOGGER = LoggerFactory.getLogger(ChunkWriter.class);

  private final LiveFiles files;
  private final RetiredSegments retired;
  private final Owner owner;
  private final Thread thread;
  private final Deque<LiveChunk> waiting = new ArrayDeque<>();
  private Optional<IOException> problem = Optional.empty();
  private boolean closed;

  ChunkWriter(LiveFiles files, RetiredSegments retired, Owner owner) {
    this.files = files;
    this.retired = retired;
    this.owner = owner;
    this.thread = new Thread(this::run, "tsdb-live");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  synchronized void add(LiveChunk chunk) {
    waiting.addLast(chunk);
    notifyAll();
  }

  /** Looks anew when the next retired segment's time is over. */
  synchronized void wake() {
    notifyAll();
  }

  /**
   * Waits until fewer chunks wait.
   *
   * @throws IOException if they cannot be written
   */
  synchronized void awaitRoom() throws IOException {
    while (waiting.size() >= MOST_WAITING && !closed) {
      if (problem.isPresent()) {
        throw new IOException(problem.get().getMessage(), problem.get());
      }
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (InterruptedIOException)
            new InterruptedIOException("Interrupted while live events were written").initCause(e);
      }
    }
  }

  /** Why the last chunk could not be written; empty if it could. */
  synchronized Optional<IOException> problem() {
    return problem;
  }

  private void run() {
    try {
      for (Optional<LiveChunk> chunk = next(); chunk.isPresent(); chunk = next()) {
        write(chunk.get());
      }
    } catch (InterruptedException e) {
      LOGGER.debug("Live events are no longer written", e);
    }
  }

  /** Waits for a chunk. Empty when closed. */
  private Optional<LiveChunk> next() throws InterruptedException {
    while (true) {
      owner.tidy();
      synchronized (this) {
        if (closed) {
          return Optional.empty();
        }
        if (!waiting.isEmpty()) {
          return Optional.of(waiting.getFirst());
        }
        wait(retired.untilNext());
      }
    }
  }

  private void write(LiveChunk chunk) throws InterruptedException {
    try {
      owner.written(chunk, files.write(chunk.content().orElseThrow()));
      done(chunk, Optional.empty());
    } catch (IOException | RuntimeException | Error e) {
      IOException failure =
          e instanceof IOException known
              ? known
              : new IOException("Live events cannot be written: " + e, e);
      LOGGER.warn("{}", failure.getMessage(), e);
      if (owner.isLive(chunk)) {
        retryLater(chunk, failure);
      } else {
        chunk.abandoned(failure);
        done(chunk, Optional.of(failure));
      }
    }
  }

  private synchronized void done(LiveChunk chunk, Optional<IOException> failure) {
    problem = failure;
    waiting.remove(chunk);
    notifyAll();
  }

  private synchronized void retryLater(LiveChunk chunk, IOException failure)
      throws InterruptedException {
    problem = Optional.of(failure);
    chunk.failed(failure);
    notifyAll();
    if (!closed) {
      wait(RETRY_MILLIS);
    }
  }

  /** Stops; what was not written is in the log. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      IOException closing = new IOException("Live events are closed: the server is shutting down");
      waiting.forEach(chunk -> chunk.abandoned(closing));
    }
  }
}
