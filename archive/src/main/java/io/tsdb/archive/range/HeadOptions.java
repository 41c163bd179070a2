package io.tsdb.archive.range;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The bounds within which heads of segments are fetched and kept.
 *
 * @param bytes most bytes of heads kept in memory after use, and again as many fetched ahead, over
 *     all segments
 * @param parallel most heads fetched ahead at once, over all queries
 * @param parallelPerQuery most heads fetched ahead at once, for one query
 * @param cacheDir folder in which heads are kept on disk; absent for none
 * @param cacheDirBytes about as many bytes are kept there at most
 */
public record HeadOptions(
    long bytes, int parallel, int parallelPerQuery, Optional<Path> cacheDir, long cacheDirBytes) {

  private static final long MEBIBYTE = 1024 * 1024;

  public HeadOptions {
    requireNonNull(cacheDir, "cacheDir is null");
    ReadOptions.atLeast("bytes of heads", bytes, Blocks.BYTES);
    ReadOptions.atLeast("parallel", parallel, 1);
    ReadOptions.atLeast("parallelPerQuery", parallelPerQuery, 1);
    ReadOptions.atLeast("cacheDirBytes", cacheDirBytes, MEBIBYTE);
  }

  /** A 16th of the heap (8 to 128 MiB), 64 heads at once, 32 for a query, nothing on disk. */
  public static HeadOptions defaults() {
    long share = Runtime.getRuntime().maxMemory() / 16;
    return new HeadOptions(
        Math.max(8 * MEBIBYTE, Math.min(share, 128 * MEBIBYTE)),
        64,
        32,
        Optional.empty(),
        1024 * MEBIBYTE);
  }

  /** The same with another folder for heads on disk. */
  public HeadOptions withCacheDir(Optional<Path> folder) {
    return new HeadOptions(bytes, parallel, parallelPerQuery, folder, cacheDirBytes);
  }
}
