package io.tsdb.ingest.log;

import java.util.OptionalLong;

/** What a log has done; written by its one thread, read by any. */
final class LogCounts {

  private LogMetrics metrics = new LogMetrics(0, 0, 0, 0, 0, 0);
  private OptionalLong oldest = OptionalLong.empty();

  synchronized void acknowledged(int events, LogPayload payload) {
    metrics =
        new LogMetrics(
            metrics.batches() + 1,
            metrics.events() + events,
            metrics.bytes() + payload.size(),
            metrics.groups(),
            metrics.failedGroups(),
            0);
    if (oldest.isEmpty()) {
      oldest = OptionalLong.of(payload.receivedAt());
    }
  }

  synchronized void groupForced() {
    metrics =
        new LogMetrics(
            metrics.batches(),
            metrics.events(),
            metrics.bytes(),
            metrics.groups() + 1,
            metrics.failedGroups(),
            0);
  }

  synchronized void groupFailed() {
    metrics =
        new LogMetrics(
            metrics.batches(),
            metrics.events(),
            metrics.bytes(),
            metrics.groups(),
            metrics.failedGroups() + 1,
            0);
  }

  synchronized void cut() {
    oldest = OptionalLong.empty();
  }

  /** When the first batch since the last cut was received, epoch milliseconds. */
  synchronized OptionalLong oldest() {
    return oldest;
  }

  synchronized LogMetrics metrics(int waitingBatches) {
    return new LogMetrics(
        metrics.batches(),
        metrics.events(),
        metrics.bytes(),
        metrics.groups(),
        metrics.failedGroups(),
        waitingBatches);
  }
}
