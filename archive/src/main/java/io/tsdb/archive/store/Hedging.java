package io.tsdb.archive.store;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides when a slow read is sent a second time beside the first: when it takes longer than 95 of
 * 100 recent reads of its store did (Dean and Barroso, The Tail at Scale, 2013), and {@value
 * #GAIN_MILLIS} ms longer than half of them: the second one takes its time too.
 *
 * <p>What is slow has two measures. The time to the first byte hardly depends on how many are asked
 * for, so one window of recent reads holds them all. The time to the last byte does, so each power
 * of four of the length has a window of its own.
 *
 * <p>At most one read of {@value #READS_PER_HEDGE} is hedged in the long run, and {@value
 * #MOST_SAVED_HEDGES} at once; none for {@value #PAUSE_SECONDS} s after the store asked for fewer
 * requests (429 or 503), and none before {@value #LEAST_READS} reads are known.
 */
final class Hedging {

  static final int READS_PER_HEDGE = 20;
  static final int MOST_SAVED_HEDGES = 4;
  static final int LEAST_READS = 20;
  static final int PAUSE_SECONDS = 30;
  static final int GAIN_MILLIS = 50;

  private static final int READS_REMEMBERED = 128;
  private static final int LENGTHS = 16;
  private static final long GAIN = TimeUnit.MILLISECONDS.toNanos(GAIN_MILLIS);
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(PAUSE_SECONDS);

  private final LongSupplier clock;
  private final Window firstBytes = new Window();
  private final Window[] wholes = new Window[LENGTHS];
  private int savedReads;
  private boolean refused;
  private long refusedAt;

  /**
   * @param clock in ns, such as {@link System#nanoTime}
   */
  Hedging(LongSupplier clock) {
    this.clock = clock;
    Arrays.setAll(wholes, i -> new Window());
  }

  /** After how many ns without a first byte a read is slow; empty while too few are known. */
  synchronized OptionalLong firstByteDelay() {
    return firstBytes.delay();
  }

  /** After how many ns without its last byte a read is slow; empty while too few are known. */
  synchronized OptionalLong wholeDelay(int length) {
    return whole(length).delay();
  }

  /** Takes one hedge from what is saved, unless the store wants fewer requests. */
  synchronized boolean tryHedge() {
    if (savedReads < READS_PER_HEDGE || (refused && clock.getAsLong() - refusedAt < PAUSE)) {
      return false;
    }
    savedReads -= READS_PER_HEDGE;
    return true;
  }

  /**
   * A read was answered.
   *
   * @param firstByteNanos from its start to the first byte
   * @param wholeNanos from its start to the last byte
   */
  synchronized void answered(int length, long firstByteNanos, long wholeNanos) {
    firstBytes.add(firstByteNanos);
    whole(length).add(wholeNanos);
    savedReads = Math.min(savedReads + 1, READS_PER_HEDGE * MOST_SAVED_HEDGES);
  }

  /** The store asked for fewer requests. */
  synchronized void refused() {
    refused = true;
    refusedAt = clock.getAsLong();
  }

  private Window whole(int length) {
    return wholes[(Integer.SIZE - Integer.numberOfLeadingZeros(length)) / 2 % LENGTHS];
  }

  /** The last reads' times in ns. */
  private static final class Window {

    private final long[] nanos = new long[READS_REMEMBERED];
    private long count;

    void add(long value) {
      nanos[(int) (count++ % READS_REMEMBERED)] = value;
    }

    /** The 95th percentile, or the median and the gain. */
    OptionalLong delay() {
      if (count < LEAST_READS) {
        return OptionalLong.empty();
      }
      long[] sorted = Arrays.copyOf(nanos, (int) Math.min(count, READS_REMEMBERED));
      Arrays.sort(sorted);
      return OptionalLong.of(
          Math.max(sorted[sorted.length * 95 / 100], sorted[sorted.length / 2] + GAIN));
    }
  }
}
