package io.tsdb.archive.catalog;

import static java.util.Objects.requireNonNull;

import io.tsdb.archive.segment.TimeRange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;

/**
 * Keeps answers to questions about ranges of time for a while. An answer about a wider range serves
 * a narrower one; who asks what is being asked already waits for that answer.
 *
 * <p>Bounds: {@value #MOST_ANSWERS} answers, and a weight in all; the oldest go first, and one that
 * alone weighs more is not kept.
 *
 * @param <T> what answers hold; immutable
 */
final class RecentAnswers<T> {

  static final int MOST_ANSWERS = 64;

  private final long mostWeight;
  private final LongSupplier nanos;

  /** Oldest first. */
  private final Deque<Kept<T>> kept = new ArrayDeque<>();

  private final List<Asking<T>> underWay = new ArrayList<>();

  /**
   * Makes it empty.
   *
   * @param mostWeight of all answers kept
   * @param nanos a clock such as {@link System#nanoTime}
   */
  RecentAnswers(long mostWeight, LongSupplier nanos) {
    this.mostWeight = mostWeight;
    this.nanos = requireNonNull(nanos, "nanos is null");
  }

  /**
   * An answer.
   *
   * @param covered of which time it tells everything
   */
  record Answer<T>(TimeRange covered, T value, int weight) {}

  /** Finds an answer that covers at least the range asked for. */
  @FunctionalInterface
  interface Question<T> {
    Answer<T> ask() throws IOException;
  }

  private record Kept<T>(Answer<T> answer, long asked) {}

  private record Asking<T>(TimeRange range, long asked, CompletableFuture<T> value) {}

  /**
   * An answer about a range that was asked for no longer than {@code age} ago.
   *
   * @throws IOException if the question fails; another caller's failure is not passed on
   */
  T get(TimeRange range, Duration age, Question<T> question) throws IOException {
    Asking<T> mine;
    Optional<Asking<T>> others;
    synchronized (this) {
      long now = nanos.getAsLong();
      for (Kept<T> each : kept) {
        if (now - each.asked() < age.toNanos() && covers(each.answer().covered(), range)) {
          return each.answer().value();
        }
      }
      others =
          underWay.stream()
              .filter(each -> now - each.asked() < age.toNanos() && covers(each.range(), range))
              .findFirst();
      mine = new Asking<>(range, now, new CompletableFuture<>());
      if (others.isEmpty()) {
        underWay.add(mine);
      }
    }
    if (others.isPresent()) {
      Optional<T> value = await(others.get());
      if (value.isPresent()) {
        return value.get();
      }
      // it may have failed for reasons of its own, such as a connection that was closed
      synchronized (this) {
        underWay.add(mine);
      }
    }
    return ask(mine, age, question);
  }

  private T ask(Asking<T> asking, Duration age, Question<T> question) throws IOException {
    try {
      Answer<T> answer = question.ask();
      keep(asking, answer, age);
      asking.value().complete(answer.value());
      return answer.value();
    } finally {
      synchronized (this) {
        underWay.remove(asking);
      }
      asking.value().cancel(false); // no effect after an answer
    }
  }

  private static <T> Optional<T> await(Asking<T> asking) throws InterruptedIOException {
    try {
      return Optional.of(asking.value().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("Interrupted while listing").initCause(e);
    } catch (ExecutionException | CancellationException e) {
      return Optional.empty();
    }
  }

  private synchronized void keep(Asking<T> asking, Answer<T> answer, Duration age) {
    if (!underWay.contains(asking) || answer.weight() > mostWeight) {
      return; // all was forgotten while it was asked, or it is too large
    }
    long now = nanos.getAsLong();
    kept.removeIf(
        each ->
            now - each.asked() >= age.toNanos()
                || covers(answer.covered(), each.answer().covered()));
    kept.addLast(new Kept<>(answer, asking.asked()));
    long weight = kept.stream().mapToLong(each -> each.answer().weight()).sum();
    while (kept.size() > MOST_ANSWERS || weight > mostWeight) {
      weight -= kept.removeFirst().answer().weight();
    }
  }

  /** Forgets everything: what is asked from now on sees the archive as it is now or later. */
  synchronized void forget() {
    kept.clear();
    underWay.clear();
  }

  private static boolean covers(TimeRange wide, TimeRange narrow) {
    return wide.start() <= narrow.start() && narrow.end() <= wide.end();
  }
}
