package io.tsdb.archive.range;

import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * What is on its way from a store, so that each thing is fetched once however many ask for it at
 * the same time. There are as many as requests bring.
 */
final class Flights<K, V> {

  private final ConcurrentMap<K, CompletableFuture<V>> coming = new ConcurrentHashMap<>();

  /**
   * What {@link #claim} answers.
   *
   * @param value there, or still to come
   * @param own whether the caller has to fetch it, and then to land it or to give it up
   */
  record Claim<V>(CompletableFuture<V> value, boolean own) {}

  /**
   * A thing that is there, comes, or which the caller now has to fetch.
   *
   * @param cached tells whether it is there
   */
  Claim<V> claim(K key, Function<K, Optional<V>> cached) {
    Optional<V> present = cached.apply(key);
    if (present.isPresent()) {
      return new Claim<>(CompletableFuture.completedFuture(present.get()), false);
    }
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> theirs = coming.putIfAbsent(key, mine);
    if (theirs != null) {
      return new Claim<>(theirs, false);
    }
    // it may have arrived between the two look-ups
    present = cached.apply(key);
    if (present.isPresent()) {
      land(key, mine, present.get());
      return new Claim<>(mine, false);
    }
    return new Claim<>(mine, true);
  }

  /** Ends a claim with what was fetched. Where it is to be kept, it has been put there before. */
  void land(K key, CompletableFuture<V> claimed, V value) {
    claimed.complete(value);
    coming.remove(key, claimed);
  }

  /** Ends a claim with nothing. Those who wait for it learn why, and may claim it again. */
  void giveUp(K key, CompletableFuture<V> claimed, Throwable cause) {
    coming.remove(key, claimed);
    claimed.completeExceptionally(cause);
  }

  /** Ends a claim of which nobody is to be told more than that it was left. */
  void abandon(K key, CompletableFuture<V> claimed) {
    giveUp(key, claimed, new InterruptedIOException("Reading ahead was cancelled"));
  }

  boolean contains(K key) {
    return coming.containsKey(key);
  }

  int count() {
    return coming.size();
  }
}
