package io.tsdb.archive.range;

/**
 * What reading has cost up to a moment.
 *
 * @param requests for segments, repeats and hedges included
 * @param listings requests that told which segments there are, each once, repeated or not; their
 *     bytes are not counted
 * @param retries those of them that repeated one that had failed for a passing reason, or that had
 *     brought damaged bytes
 * @param roundTrips length of the longest chain of requests each of which was decided on after the
 *     one before had been answered ({@link ReadStatistics}); an upper bound of the requests that
 *     truly waited for each other. Of many queries: that of the query with the longest
 * @param bytesFetched by these requests
 * @param bytesUsed delivered to SQLite, as pages
 * @param headHits heads of segments that were in memory or on disk
 * @param headMisses heads that came from the store
 * @param cacheHits blocks that were there when asked for
 * @param cacheMisses blocks that were waited for
 * @param requestNanos time that all requests took, one by one
 * @param ioNanos time during which at least one request was under way; of many queries the sum
 * @param waitNanos time that SQLite waited for heads and blocks
 */
public record ReadCounts(
    long requests,
    long listings,
    long retries,
    long roundTrips,
    long bytesFetched,
    long bytesUsed,
    long headHits,
    long headMisses,
    long cacheHits,
    long cacheMisses,
    long requestNanos,
    long ioNanos,
    long waitNanos) {}
