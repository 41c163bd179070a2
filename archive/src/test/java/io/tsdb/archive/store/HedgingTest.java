package io.tsdb.archive.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When a read counts as slow, and how many may be sent twice. */
class HedgingTest {

  private static final int LENGTH = 64 * 1024;

  private final AtomicLong clock = new AtomicLong();
  private final Hedging hedging = new Hedging(clock::get);

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void answered(int reads, long firstByteMillis, long wholeMillis) {
    for (int i = 0; i < reads; i++) {
      hedging.answered(LENGTH, millis(firstByteMillis), millis(wholeMillis));
    }
  }

  @Test
  void beforeEnoughReadsAreKnown_nothingIsSlow() {
    answered(Hedging.LEAST_READS - 1, 100, 200);

    assertThat(hedging.firstByteDelay()).isEmpty();
    assertThat(hedging.wholeDelay(LENGTH)).isEmpty();
    assertThat(hedging.tryHedge()).isFalse();

    answered(1, 100, 200);

    assertThat(hedging.firstByteDelay()).hasValue(millis(150));
    assertThat(hedging.wholeDelay(LENGTH)).hasValue(millis(250));
    assertThat(hedging.tryHedge()).isTrue();
  }

  @Test
  void slow_isLongerThan95Of100Reads() {
    for (int i = 1; i <= 100; i++) {
      answered(1, 10 * i, 1000 + 10 * i);
    }

    assertThat(hedging.firstByteDelay()).hasValue(millis(960));
    assertThat(hedging.wholeDelay(LENGTH)).hasValue(millis(1960));
  }

  @Test
  void readsOfLongAgo_areForgotten() {
    answered(1000, 1000, 1000);
    answered(128, 100, 100);

    assertThat(hedging.firstByteDelay()).hasValue(millis(150));
  }

  @Test
  void evenStore_isSlowWhereASecondReadGainsMuch() {
    answered(100, 1, 2);

    assertThat(hedging.firstByteDelay()).hasValue(millis(1 + Hedging.GAIN_MILLIS));
    assertThat(hedging.wholeDelay(LENGTH)).hasValue(millis(2 + Hedging.GAIN_MILLIS));
  }

  @Test
  void lengths_haveTheirOwnTimesForTheLastByte() {
    for (int i = 0; i < 30; i++) {
      hedging.answered(8 << 20, millis(100), millis(900));
    }

    assertThat(hedging.firstByteDelay()).hasValue(millis(150));
    assertThat(hedging.wholeDelay(8 << 20)).hasValue(millis(950));
    assertThat(hedging.wholeDelay(1 << 10)).isEqualTo(OptionalLong.empty());
    for (int length : new int[] {1, 3, 1 << 20, Integer.MAX_VALUE}) {
      assertThat(hedging.wholeDelay(length)).isEmpty();
    }
  }

  @Test
  void oneReadOfTwenty_isHedgedAtMost() {
    int hedges = 0;
    for (int i = 0; i < 1000; i++) {
      answered(1, 100, 100);
      hedges += hedging.tryHedge() ? 1 : 0;
    }

    assertThat(hedges).isEqualTo(1000 / Hedging.READS_PER_HEDGE);
  }

  @Test
  void savedHedges_areBounded() {
    answered(10_000, 100, 100);
    int hedges = 0;
    while (hedging.tryHedge()) {
      hedges++;
    }

    assertThat(hedges).isEqualTo(Hedging.MOST_SAVED_HEDGES);
  }

  @Test
  void storeThatWantsFewerRequests_isNotSentTwiceAsMany() {
    answered(100, 100, 100);
    clock.set(millis(1_000_000));
    hedging.refused();

    assertThat(hedging.tryHedge()).isFalse();
    clock.addAndGet(TimeUnit.SECONDS.toNanos(Hedging.PAUSE_SECONDS) - 1);
    assertThat(hedging.tryHedge()).isFalse();
    clock.addAndGet(1);
    assertThat(hedging.tryHedge()).isTrue();
  }
}
