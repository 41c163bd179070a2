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

  /** Whether an HTTP status says that the same request may succeed later. */
  static boolean isPassing(int status) {
    return switch (status) {
      case 408, 429 -> true;
      case 501, 505 -> false; // not implemented, version not supported: it will not learn
      default -> status >= 500;
    };
  }

  /** The seconds of a {@code Retry-After} header; a date in it is not worth a clock's trust. */
  static Optional<Duration> retryAfter(Optional<String> header) {
    return header
        .filter(text -> text.matches("\\d{1,9}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  Optional<Duration> waitAskedFor() {
    return wait;
  }
}
