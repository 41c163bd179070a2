package io.tsdb.archive.store;

import java.io.IOException;

/** A request to an object store failed. The message names store, key and remedy, never a secret. */
public class StoreException extends IOException {

  /** What went wrong, for callers that act on it. */
  public enum Reason {
    /** No such object, bucket or folder (404). */
    NOT_FOUND,
    /** The object is no longer the one that the ETag names (412 on a read). */
    CHANGED,
    /** An object with other bytes already has the key (412, or 409 where the store means that). */
    EXISTS,
    /** Credentials are missing, wrong or not sufficient (401, 403). */
    DENIED,
    /** The store did not answer, or answered 429 or 5xx, more often than it is worth trying. */
    UNAVAILABLE,
    /** The answer broke the protocol: wrong range, wrong length, not what was asked for. */
    PROTOCOL,
    /** The store is read-only, or does not know this operation. */
    UNSUPPORTED,
    /** The URL or an option of the store is wrong. */
    CONFIGURATION
  }

  private final Reason reason;

  public StoreException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public StoreException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
