package io.tsdb.archive.vfs;

/**
 * What a check of an archive has seen.
 *
 * @param segments files with a segment's name
 * @param rows events that could be read in them
 * @param bytes fetched from the store; large segments are read more than once
 * @param findings how many
 */
public record CheckSummary(long segments, long rows, long bytes, long findings) {}
