package io.tsdb.archive.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * One request and, where that is slow and {@link Hedging} allows it, the same a second time.
 * Whichever is answered first wins, and the other's connection is closed. An answer that asks to
 * try later is none: the other may still bring one.
 */
final class Race {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final OkHttpClient client;
  private final Request request;
  private final Exchange.BodyPlan plan;
  private final long bytes;
  private final Duration patience;
  private final long mostSilenceNanos;
  private final ReadListener listener;
  private final BlockingQueue<Exchange> ended = new ArrayBlockingQueue<>(2);
  private final List<Exchange> entered = new ArrayList<>(2);

  /**
   * Most parameters are those of {@link Exchange}.
   *
   * @param mostSilence for how long nothing may come; the client has no time-out of its own then
   */
  Race(
      OkHttpClient client,
      Request request,
      Exchange.BodyPlan plan,
      long bytes,
      Duration patience,
      Duration mostSilence,
      ReadListener listener) {
    this.client = client;
    this.request = request;
    this.plan = plan;
    this.bytes = bytes;
    this.patience = patience;
    this.mostSilenceNanos = mostSilence.toNanos();
    this.listener = listener;
  }

  /** Waits for the answer to one request, however slow it is. */
  WebClient.Answer alone(Hedging hedging) throws IOException {
    return run(
        () -> {
          enter();
          return next(hedging);
        });
  }

  /** Waits for the answer to one request or two. */
  WebClient.Answer hedged(Hedging hedging) throws IOException {
    return run(
        () -> {
          Exchange first = enter();
          Exchange last = untilSlow(first, hedging);
          if (last == null) {
            listener.hedged();
            enter();
            last = next(hedging);
            if (!isAnswered(last)) {
              Exchange other = next(hedging);
              last = isAnswered(other) ? other : first;
            }
          }
          if (isAnswered(last) && first.isStarted()) {
            long start = first.startNanos();
            hedging.answered((int) bytes, last.firstByteNanos() - start, System.nanoTime() - start);
          }
          return last;
        });
  }

  /** Waits for the exchange whose outcome counts. */
  private interface Course {
    Exchange run() throws InterruptedException;
  }

  private WebClient.Answer run(Course course) throws IOException {
    try {
      Exchange last = course.run();
      if (last.answer().isEmpty()) {
        throw last.failure();
      }
      return last.answer().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("Interrupted while waiting for " + request.url().host())
              .initCause(e);
    } finally {
      for (Exchange exchange : entered) {
        exchange.cancel();
        for (int i = 0; i < exchange.repetitions(); i++) {
          listener.retried();
        }
      }
    }
  }

  private Exchange enter() {
    Exchange exchange = new Exchange(client, request, plan, bytes, patience, ended);
    entered.add(exchange);
    exchange.start();
    return exchange;
  }

  private Exchange next(Hedging hedging) throws InterruptedException {
    return noted(endedWithin(Long.MAX_VALUE), hedging);
  }

  private static Exchange noted(Exchange exchange, Hedging hedging) {
    int status = exchange.answer().map(WebClient.Answer::status).orElse(0);
    if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
      hedging.refused();
    }
    return exchange;
  }

  private static boolean isAnswered(Exchange exchange) {
    return exchange.answer().isPresent()
        && !PassingFailure.isPassing(exchange.answer().get().status());
  }

  /** The exchange when it has ended, or null if it is slow and may be hedged. */
  private Exchange untilSlow(Exchange first, Hedging hedging) throws InterruptedException {
    Exchange over = endedWithin(hedging.firstByteDelay(), first);
    if (over == null && first.isAnswering()) {
      over = endedWithin(hedging.wholeDelay((int) bytes), first);
    }
    if (over != null) {
      return noted(over, hedging);
    }
    // while requests wait here for others of ours to end, it is not the store that is slow
    boolean busy = client.dispatcher().queuedCallsCount() > 0;
    return !busy && hedging.tryHedge() ? null : next(hedging);
  }

  private Exchange endedWithin(OptionalLong delay, Exchange first) throws InterruptedException {
    if (delay.isEmpty()) {
      return endedWithin(Long.MAX_VALUE);
    }
    long passed = first.isStarted() ? System.nanoTime() - first.startNanos() : 0;
    return endedWithin(delay.getAsLong() - passed);
  }

  /** An exchange when it has ended, or null; meanwhile those are ended from which nothing comes. */
  private Exchange endedWithin(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      long left = nanos - (System.nanoTime() - start);
      long silenceLeft = mostSilenceNanos - longestSilenceNanos();
      Exchange over = ended.poll(Math.min(left, silenceLeft), TimeUnit.NANOSECONDS);
      if (over != null || left <= silenceLeft) {
        return over;
      }
      for (Exchange exchange : entered) {
        if (exchange.silenceNanos() >= mostSilenceNanos) {
          exchange.endAsSilent();
        }
      }
    }
  }

  private long longestSilenceNanos() {
    return entered.stream().mapToLong(Exchange::silenceNanos).max().orElse(0);
  }
}
