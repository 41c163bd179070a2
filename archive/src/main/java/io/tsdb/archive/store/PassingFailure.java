package io.tsdb.archive.store;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** One attempt at a request failed for a reason that may have passed at the next one. */
final class PassingFailure extends IOException {

  /** What the store asks to wait before the next attempt. */
  private final transient Optional<Duration> wait;

  PassingFailure(String message, Optional<Duration> wait) {
    super(message);
    this.wait = wait;
  }

  PassingFailure(String message, Throwable cause) {
    super(message, cause);
    this.wait = Optional.empty();
  }

  Optional<Duration> waitAskedFor() {
    return wait;
  }
}
