package io.tsdb.archive.range;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Lets one thread's blocking reads be ended by another. The reading thread is interrupted only
 * while it is inside {@link #run}, and the interrupt does not outlive that call; an interrupt that
 * somebody else sent is left standing.
 */
final class Interruption {

  private final String key;
  private Thread reader;
  private boolean sent;
  private boolean closed;

  /**
   * @param key of what is read, for messages
   */
  Interruption(String key) {
    this.key = key;
  }

  /**
   * Something that blocks, and ends when its thread is interrupted.
   *
   * @param <E> what else it throws
   */
  @FunctionalInterface
  interface Blocking<T, E extends Exception> {
    T run() throws IOException, InterruptedException, E;
  }

  /**
   * Runs what {@link #cancel} or {@link #close} may end.
   *
   * @throws InterruptedIOException if it was ended, or its thread interrupted
   */
  <T, E extends Exception> T run(Blocking<T, E> blocking) throws IOException, E {
    synchronized (this) {
      check();
      reader = Thread.currentThread();
    }
    try {
      return blocking.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException ended = ended();
      ended.initCause(e);
      throw ended;
    } finally {
      synchronized (this) {
        reader = null;
        if (sent) {
          sent = false;
          // ours, and it has done its work
          Thread.interrupted();
        }
      }
    }
  }

  synchronized void cancel() {
    if (reader != null) {
      sent = true;
      reader.interrupt();
    }
  }

  synchronized void close() {
    closed = true;
    cancel();
  }

  /**
   * @throws InterruptedIOException if it was closed
   */
  synchronized void check() throws InterruptedIOException {
    if (closed) {
      throw ended();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  private synchronized InterruptedIOException ended() {
    return new InterruptedIOException(
        "Reading " + key + (closed ? " ended because it was closed" : " was cancelled"));
  }
}
