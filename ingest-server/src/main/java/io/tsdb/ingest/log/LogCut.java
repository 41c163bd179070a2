package io.tsdb.ingest.log;

/**
 * A finished part of the log.
 *
 * @param seal its number; a writer never uses one twice
 * @param rows its events; 0 where all were lost to damage
 * @param length of its file up to the end of its last batch, in bytes
 * @param damaged whether batches that it once had may be lost to damage
 */
public record LogCut(long seal, long rows, long length, boolean damaged) {}
