package io.tsdb.archive.vfs;

import java.io.InterruptedIOException;

/**
 * Whether somebody has asked for work under way to end: by a call, or by interrupting its thread.
 */
final class Cancellation {

  private volatile boolean cancelled;

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled || Thread.currentThread().isInterrupted();
  }

  /**
   * @throws InterruptedIOException if the work is to end
   */
  void check() throws InterruptedIOException {
    if (isCancelled()) {
      throw new InterruptedIOException("The check of the archive was cancelled");
    }
  }
}
