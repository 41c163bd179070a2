package io.tsdb.archive.range;

/**
 * What reading has cost up to a moment.
 *
 * @param requests made to object stores
 * @param bytesFetched by these requests
 * @param bytesUsed delivered to SQLite, as pages
 * @param cacheHits blocks that were there when asked for
 * @param cacheMisses blocks that were waited for
 * @param requestNanos time that all requests took, one by one
 * @param waitNanos time that SQLite waited for blocks
 */
public record ReadCounts(
    long requests,
    long bytesFetched,
    long bytesUsed,
    long cacheHits,
    long cacheMisses,
    long requestNanos,
    long waitNanos) {}
