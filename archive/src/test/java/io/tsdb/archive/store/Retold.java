package io.tsdb.archive.store;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what a read tells. */
final class Retold implements ReadListener {

  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger hedges = new AtomicInteger();

  @Override
  public void retried() {
    retries.incrementAndGet();
  }

  @Override
  public void hedged() {
    hedges.incrementAndGet();
  }

  int retries() {
    return retries.get();
  }

  int hedges() {
    return hedges.get();
  }
}
