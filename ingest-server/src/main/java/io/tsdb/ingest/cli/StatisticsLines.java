package io.tsdb.ingest.cli;

import io.tsdb.archive.range.QueryStatistics;
import io.tsdb.archive.range.ReadCounts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a query has cost, as lines for people. */
final class StatisticsLines {

  private static final double NANOS_PER_MILLI = 1e6;

  private StatisticsLines() {}

  static List<String> of(QueryStatistics statistics) {
    ReadCounts reads = statistics.reads();
    return List.of(
        line(
            "segments",
            "%,d listed, %,d opened",
            statistics.segmentsListed(),
            statistics.segmentsOpened()),
        line(
            "requests",
            "%,d for segments (%,d of them retries), %s, at most %s",
            reads.requests(),
            reads.retries(),
            VerifyCommand.counted(reads.listings(), "listing"),
            VerifyCommand.counted(reads.roundTrips(), "round trip")),
        line("bytes", "%,d fetched, %,d used", reads.bytesFetched(), reads.bytesUsed()),
        line(
            "cache hits",
            "%,d of %,d heads, %,d of %,d blocks",
            reads.headHits(),
            reads.headHits() + reads.headMisses(),
            reads.cacheHits(),
            reads.cacheHits() + reads.cacheMisses()),
        line(
            "time",
            "%,.1f ms in all, requests under way for %,.1f ms",
            millis(statistics.wall()),
            reads.ioNanos() / NANOS_PER_MILLI));
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "%-12s", name + ":")
        + String.format(Locale.ROOT, format, values);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / NANOS_PER_MILLI;
  }
}
