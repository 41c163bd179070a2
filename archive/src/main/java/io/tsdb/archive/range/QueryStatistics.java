package io.tsdb.archive.range;

import java.time.Duration;

/**
 * What one query has cost up to a moment.
 *
 * @param segmentsListed segments that its time range concerns, each time that they were listed
 * @param segmentsOpened those of them that were opened; the others were answered for by their
 *     names, or not needed
 * @param segmentsByName those whose names answered
 * @param segmentsByRollup those opened of which only rollups were read
 * @param rowsRead rows that SQLite yielded in the segments: events, or rows of rollups
 * @param rowsGathered rows that left the segments: events, or groups of them
 * @param reads requests for segments and lists of them, and what they brought
 * @param stages where the time went
 * @param wall from the start, before planning, to the last row or to closing
 */
public record QueryStatistics(
    long segmentsListed,
    long segmentsOpened,
    long segmentsByName,
    long segmentsByRollup,
    long rowsRead,
    long rowsGathered,
    ReadCounts reads,
    Stages stages,
    Duration wall) {

  /**
   * Time of each stage. Planning, listing and gathering follow each other; what is left of {@link
   * QueryStatistics#wall} went into what is computed above the segments, and to whoever reads the
   * rows.
   *
   * @param planning until the statement could run: near zero for one planned before
   * @param listing of segments
   * @param gathering that the query worked on segments itself, or waited for threads that did; an
   *     estimate where many rows were read one by one
   * @param segments that all threads together worked in segments, waiting for bytes included; an
   *     estimate likewise
   */
  public record Stages(
      Duration planning, Duration listing, Duration gathering, Duration segments) {}

  /** Segments that are in the listing and were neither opened nor answered by their names. */
  public long segmentsPruned() {
    return Math.max(0, segmentsListed - segmentsOpened - segmentsByName);
  }

  /** Time above the segments, and of whoever reads the rows. */
  public Duration above() {
    Duration rest = wall.minus(stages.planning()).minus(stages.listing()).minus(stages.gathering());
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  /** Time of all threads in SQLite and in grouping what it yields, without waiting for bytes. */
  public Duration computing() {
    Duration rest = stages.segments().minusNanos(reads.waitNanos());
    return rest.isNegative() ? Duration.ZERO : rest;
  }
}
