package io.tsdb.ingest.http;

import io.tsdb.archive.store.StoreException;

/** What a client is told when the archive's store fails. */
final class StoreProblems {

  private StoreProblems() {}

  static ProblemException of(StoreException e) {
    return switch (e.reason()) {
      // Gone or another one since it was listed: a new request lists again.
      case UNAVAILABLE, NOT_FOUND, CHANGED -> ProblemException.unavailable(e.getMessage());
      case DENIED, CONFIGURATION ->
          new ProblemException(
              Problem.of(503, "The archive cannot be reached", String.valueOf(e.getMessage())), e);
      case EXISTS, PROTOCOL, UNSUPPORTED ->
          new ProblemException(
              Problem.of(500, "The archive cannot be read", String.valueOf(e.getMessage())), e);
    };
  }
}
