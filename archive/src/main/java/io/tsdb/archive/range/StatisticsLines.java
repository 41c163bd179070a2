package io.tsdb.archive.range;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a query has cost, as lines for people. */
public final class StatisticsLines {

  private static final double NANOS_PER_MILLI = 1e6;

  private StatisticsLines() {}

  /** One line for each kind of cost, each beginning with its name and a colon. */
  public static List<String> of(QueryStatistics statistics) {
    ReadCounts reads = statistics.reads();
    return List.of(
        line(
            "segments",
            "%,d listed, %,d pruned, %,d answered by name, %,d opened (%,d for rollups alone)",
            statistics.segmentsListed(),
            statistics.segmentsPruned(),
            statistics.segmentsByName(),
            statistics.segmentsOpened(),
            statistics.segmentsByRollup()),
        line(
            "rows",
            "%,d read in segments, %,d gathered from them",
            statistics.rowsRead(),
            statistics.rowsGathered()),
        line(
            "requests",
            "%,d for segments (%,d of them retries), %s, at most %s",
            reads.requests(),
            reads.retries(),
            counted(reads.listings(), "listing"),
            counted(reads.roundTrips(), "round trip")),
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
            "%,.1f ms in all: planning %,.1f, listing %,.1f, segments %,.1f, above them %,.1f",
            millis(statistics.wall()),
            millis(statistics.stages().planning()),
            millis(statistics.stages().listing()),
            millis(statistics.stages().gathering()),
            millis(statistics.above())),
        line(
            "threads",
            "%,.1f ms of SQL, %,.1f ms of waiting for bytes in all of them together;"
                + " requests under way for %,.1f ms",
            millis(statistics.computing()),
            reads.waitNanos() / NANOS_PER_MILLI,
            reads.ioNanos() / NANOS_PER_MILLI));
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "%-12s", name + ":")
        + String.format(Locale.ROOT, format, values);
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / NANOS_PER_MILLI;
  }
}
