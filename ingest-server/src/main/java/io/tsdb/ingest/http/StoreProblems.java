package io.tsdb.ingest.http;

import io.tsdb.archive.store.StoreException;

/** What a client is told when the archive's store fails. */
final class StoreProblems {

  private StoreProblems() {}

  static ProblemException of(StoreException e) {
    return switch (e.reason()) {
      case UNAVAILABLE -> ProblemException.unavailable(e.getMessage());
      case DENIED, CONFIGURATION ->
          new ProblemException(
              Problem.of(503, "The archive cannot be reached", String.valueOf(e.getMessage())), e);
      case NOT_FOUND, CHANGED, EXISTS, PROTOCOL, UNSUPPORTED ->
          new ProblemException(
              Problem.of(500, "The archive cannot be read", String.valueOf(e.getMessage())), e);
    };
  }
}
