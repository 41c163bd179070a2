package io.tsdb.ingest.log;

/**
 * Counts of an event log since it was opened.
 *
 * @param batches acknowledged
 * @param events acknowledged
 * @param bytes acknowledged, as they lie in the log
 * @param groups written to the disk together; each costs one fsync
 * @param failedGroups whose write or fsync failed
 * @param waitingBatches accepted and not yet taken up by the log's writer
 */
public record LogMetrics(
    long batches, long events, long bytes, long groups, long failedGroups, int waitingBatches) {}
