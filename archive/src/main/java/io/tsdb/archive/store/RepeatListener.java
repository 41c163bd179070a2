package io.tsdb.archive.store;

/** Is told of the requests that one call of a store took beyond its first, from any thread. */
@FunctionalInterface
public interface RepeatListener {

  /** For callers that do not count. */
  RepeatListener NONE = () -> {};

  /** The request is sent once more: it failed for a passing reason, or its answer was too slow. */
  void repeated();
}
