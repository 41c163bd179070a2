package io.tsdb.benchmarks;

/** Checks what was answered: figures of a wrong answer say nothing. */
final class Answers {

  private Answers() {}

  static void require(String what, long expected, long found) {
    if (expected != found) {
      throw new IllegalStateException("Expected " + expected + " " + what + ", found " + found);
    }
  }
}
