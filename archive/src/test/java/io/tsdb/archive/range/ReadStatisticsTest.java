package io.tsdb.archive.range;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadStatisticsTest {

  private final ReadStatistics all = new ReadStatistics();
  private final ReadStatistics query = new ReadStatistics(all);

  @Test
  void roundTrips_areTheLongestChain() {
    ReadStatistics.Request listing = query.batch().begin();
    listing.end(100);
    ReadStatistics.Request head = query.batch().begin();
    ReadStatistics.Request otherHead = query.batch().begin();
    head.end(10);
    ReadStatistics.Request data = query.batch().begin();
    otherHead.end(10);
    data.end(1000);
    assertThat(query.counts().roundTrips()).isEqualTo(3);
    assertThat(query.counts().requests()).isEqualTo(4);
    assertThat(query.counts().bytesFetched()).isEqualTo(1120);
  }

  @Test
  void roundTrips_ofRequestsDecidedOnTogether_areOne_howeverSlowlyTheyAreSent() {
    ReadStatistics.Batch heads = query.batch();
    for (int i = 0; i < 24; i++) {
      heads.begin().end(10);
    }
    assertThat(query.counts().requests()).isEqualTo(24);
    assertThat(query.counts().roundTrips()).isEqualTo(1);
    query.batch().begin().end(10);
    assertThat(query.counts().roundTrips()).isEqualTo(2);
  }

  @Test
  void aRequestDecidedOnByFirstBytes_isOneRoundTripMore() {
    ReadStatistics.Request part = query.batch().begin();
    part.arrived(new byte[20], 0, 10);
    ReadStatistics.Request next = query.batch().begin();
    next.end(5);
    part.end(20);
    assertThat(query.counts().roundTrips()).isEqualTo(2);
  }

  @Test
  void aRequestUnderWay_counts_itsBytesDoNotYet() {
    ReadStatistics.Request request = query.batch().begin();
    request.arrived(new byte[20], 0, 10);
    assertThat(query.counts().requests()).isEqualTo(1);
    assertThat(all.counts().requests()).isEqualTo(1);
    assertThat(query.counts().bytesFetched()).isZero();
    request.end(20);
    assertThat(query.counts().bytesFetched()).isEqualTo(20);
  }

  @Test
  void retries_areRequestsAndRoundTrips_hedgesAreRequests() {
    ReadStatistics.Request request = query.batch().begin();
    request.retried();
    request.retried();
    request.hedged();
    request.end(5);
    assertThat(query.counts().requests()).isEqualTo(4);
    assertThat(query.counts().retries()).isEqualTo(2);
    assertThat(query.counts().roundTrips()).isEqualTo(3);
  }

  @Test
  void ofAllQueries_countsAddUp_andTheLongestChainCounts() {
    query.batch().begin().end(1);
    query.batch().begin().end(1);
    new ReadStatistics(all).batch().begin().end(1);
    assertThat(all.counts().requests()).isEqualTo(3);
    assertThat(all.counts().roundTrips()).isEqualTo(2);
  }

  @Test
  void timeInIo_isThatDuringWhichARequestWasUnderWay() {
    ReadStatistics.Request first = query.batch().begin();
    ReadStatistics.Request second = query.batch().begin();
    spin();
    first.end(1);
    assertThat(query.counts().ioNanos()).isZero();
    spin();
    second.end(1);
    ReadCounts counts = query.counts();
    // both together took longer than the time that passed, which counts once
    assertThat(counts.ioNanos()).isPositive().isLessThan(counts.requestNanos());
    spin();
    assertThat(query.counts().ioNanos()).isEqualTo(counts.ioNanos());
    assertThat(all.counts().ioNanos()).isEqualTo(counts.ioNanos());
  }

  private static void spin() {
    long end = System.nanoTime() + 100_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
