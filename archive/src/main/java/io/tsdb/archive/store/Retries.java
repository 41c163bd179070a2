package io.tsdb.archive.store;

import io.tsdb.archive.store.StoreException.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Repeats a request that failed for a passing reason ({@link PassingFailure}): after some 0.2 s,
 * 0.4 s, 0.8 s and so on up to 5 s, each between half and the whole of it by chance, so that many
 * clients do not come back at the same moment. A store that says how long to wait is obeyed, up to
 * 5 s.
 */
final class Retries {

  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final int attempts;
  private final CountDownLatch closed;

  /**
   * @param attempts most of them, at least 1
   * @param closed ends all of them when it reaches zero
   */
  Retries(int attempts, CountDownLatch closed) {
    this.attempts = attempts;
    this.closed = closed;
  }

  /** One attempt. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * Runs a request until it succeeds, fails for good, or has been tried often enough.
   *
   * @param what is done with what, for the message: {@code s3://bucket/prefix: reading events/...}
   * @param listener is told of each attempt after the first
   * @throws StoreException {@code UNAVAILABLE} after the last attempt, or if the store is closed
   */
  <T> T run(String what, ReadListener listener, Attempt<T> attempt) throws IOException {
    for (int made = 1; ; made++) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(what);
      }
      try {
        return attempt.run();
      } catch (PassingFailure failure) {
        if (closed.getCount() > 0 && made == attempts) {
          throw new StoreException(
              Reason.UNAVAILABLE,
              what
                  + " failed "
                  + (attempts == 1 ? "" : attempts + " times, the last time ")
                  + "because "
                  + failure.getMessage()
                  + ". Check that the store is up and can be reached from here, then try again.",
              failure);
        }
        pause(what, made, failure);
        listener.retried();
      }
    }
  }

  /** The same for a request that nobody counts. */
  <T> T run(String what, Attempt<T> attempt) throws IOException {
    return run(what, ReadListener.NONE, attempt);
  }

  private void pause(String what, int made, PassingFailure failure) throws IOException {
    long millis = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(made - 1, 10));
    millis = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    if (failure.waitAskedFor().isPresent()) {
      millis =
          Math.min(LONGEST_PAUSE_MILLIS, Math.max(millis, failure.waitAskedFor().get().toMillis()));
    }
    try {
      if (closed.await(millis, TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            Reason.UNAVAILABLE,
            what + " failed because the store was closed meanwhile. Open it again.",
            failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) interrupted(what).initCause(e);
    }
  }

  private static InterruptedIOException interrupted(String what) {
    return new InterruptedIOException(what + " was interrupted");
  }
}
