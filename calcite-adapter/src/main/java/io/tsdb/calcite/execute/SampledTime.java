package io.tsdb.calcite.execute;

/**
 * The time that many short calls take: that of each of the first {@value #EXACT}, then of one in
 * {@value #SAMPLE}, which stands for the others. To look at the clock takes a twentieth of the time
 * in which SQLite yields a row. For one thread at a time.
 */
final class SampledTime {

  private static final int EXACT = 256;
  private static final int SAMPLE = 16;

  private long calls;
  private long nanos;
  private long start;

  /** A call begins. */
  void begin() {
    if (isMeasured()) {
      start = System.nanoTime();
    }
  }

  /** It has ended. */
  void end() {
    if (isMeasured()) {
      nanos += (System.nanoTime() - start) * (calls < EXACT ? 1 : SAMPLE);
    }
    calls++;
  }

  private boolean isMeasured() {
    return calls < EXACT || calls % SAMPLE == 0;
  }

  /** Of all calls, about. */
  long nanos() {
    return nanos;
  }
}
