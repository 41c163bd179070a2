package io.tsdb.calcite.execute;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.range.ReadCounts;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What one run counts, besides what is read. Safe for use by many threads. */
final class RunCounts {

  final LongAdder segmentsListed = new LongAdder();
  final LongAdder segmentsOpened = new LongAdder();
  final LongAdder segmentsByName = new LongAdder();
  final LongAdder segmentsByRollup = new LongAdder();
  final LongAdder rowsRead = new LongAdder();
  final LongAdder rowsGathered = new LongAdder();
  final LongAdder planningNanos = new LongAdder();
  final LongAdder listingNanos = new LongAdder();
  final LongAdder gatheringNanos = new LongAdder();
  final LongAdder segmentNanos = new LongAdder();

  QueryStatistics statistics(ReadCounts reads, long wallNanos) {
    return new QueryStatistics(
        segmentsListed.sum(),
        segmentsOpened.sum(),
        segmentsByName.sum(),
        segmentsByRollup.sum(),
        rowsRead.sum(),
        rowsGathered.sum(),
        reads,
        new QueryStatistics.Stages(
            Duration.ofNanos(planningNanos.sum()),
            Duration.ofNanos(listingNanos.sum()),
            Duration.ofNanos(gatheringNanos.sum()),
            Duration.ofNanos(segmentNanos.sum())),
        Duration.ofNanos(wallNanos));
  }
}
