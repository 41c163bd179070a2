package io.tsdb.archive.range;

import java.time.Duration;

/**
 * What one query has cost up to a moment.
 *
 * @param segmentsListed segments that its time range concerns, each time that they were listed
 * @param segmentsOpened those of them that were opened; the others were answered for by their
 *     names, or not needed
 * @param reads requests for segments and lists of them, and what they brought
 * @param wall from the start, before planning, to the last row or to closing
 */
public record QueryStatistics(
    long segmentsListed, long segmentsOpened, ReadCounts reads, Duration wall) {}
