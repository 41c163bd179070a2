package io.tsdb.archive.range;

import static java.util.Objects.requireNonNull;

/**
 * The bounds within which segments are read. Bytes in memory are at most {@code cacheBytes} + 2
 * &times; {@code heads.bytes} + 2 &times; {@code aheadBytes} (once as blocks, which keep the buffer
 * that they came in, once as the buffers of requests that are sent again), and for each open
 * database its head and 2.5 MiB (the same, for reads that were not planned, and the rest of a small
 * object).
 *
 * @param cacheBytes most bytes of blocks kept after use, over all databases
 * @param aheadBytes most bytes of blocks fetched before SQLite asked for them and not yet passed,
 *     over all databases
 * @param parallelRequests most requests under way that were planned ahead, over all databases
 * @param parallelRequestsPerQuery most requests under way that were planned ahead, for one query
 * @param heads how heads are fetched and kept
 */
public record ReadOptions(
    long cacheBytes,
    long aheadBytes,
    int parallelRequests,
    int parallelRequestsPerQuery,
    HeadOptions heads) {

  private static final long MEBIBYTE = 1024 * 1024;

  public ReadOptions {
    atLeast("cacheBytes", cacheBytes, Blocks.BYTES);
    atLeast("aheadBytes", aheadBytes, Blocks.BYTES);
    atLeast("parallelRequests", parallelRequests, 1);
    atLeast("parallelRequestsPerQuery", parallelRequestsPerQuery, 1);
    requireNonNull(heads, "heads is null");
  }

  /** Heads as {@link HeadOptions#defaults} has it. */
  public ReadOptions(
      long cacheBytes, long aheadBytes, int parallelRequests, int parallelRequestsPerQuery) {
    this(
        cacheBytes, aheadBytes, parallelRequests, parallelRequestsPerQuery, HeadOptions.defaults());
  }

  static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "Expected " + name + " to be at least " + least + ", found " + value);
    }
  }

  /** An eighth of the heap each for cache (16 to 512 MiB) and read-ahead (16 to 128 MiB). */
  public static ReadOptions defaults() {
    long share = Runtime.getRuntime().maxMemory() / 8;
    return new ReadOptions(
        Math.max(16 * MEBIBYTE, Math.min(share, 512 * MEBIBYTE)),
        Math.max(16 * MEBIBYTE, Math.min(share, 128 * MEBIBYTE)),
        32,
        16);
  }

  /** The same with other bounds for heads. */
  public ReadOptions withHeads(HeadOptions other) {
    return new ReadOptions(
        cacheBytes, aheadBytes, parallelRequests, parallelRequestsPerQuery, other);
  }
}
