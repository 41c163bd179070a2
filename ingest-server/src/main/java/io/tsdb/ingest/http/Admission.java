package io.tsdb.ingest.http;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets a bounded number of requests of one kind in at a time; others wait for a bounded time. */
final class Admission {

  private final String what;
  private final int places;
  private final long waitMillis;
  private final Semaphore free;

  /**
   * @param what the requests, in plural, for messages
   * @param places how many may be under way at once
   * @param waitMillis how long a further one waits before it is refused with 503
   */
  Admission(String what, int places, long waitMillis) {
    this.what = what;
    this.places = places;
    this.waitMillis = waitMillis;
    this.free = new Semaphore(places, true);
  }

  /** A place, given back by closing it. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a place.
   *
   * @throws ProblemException 503 if none becomes free in time
   */
  Place enter() {
    try {
      if (free.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
        return free::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The server is stopping; try again later");
    }
    throw ProblemException.unavailable(
        "There are " + places + " " + what + " under way already; try again in some seconds");
  }

  int underWay() {
    return places - free.availablePermits();
  }
}
