package io.tsdb.ingest.seal;

import io.tsdb.ingest.log.LogMetrics;
import java.util.List;
import java.util.Optional;

/**
 * What an {@link Ingest} is doing, for health checks and metrics.
 *
 * @param writer the name under which segments are written
 * @param log counts of the log since the start
 * @param liveRows events that are acknowledged and not yet readable in the archive
 * @param sealedThrough the highest seal of this writer that is readable in the archive; 0 if none
 * @param waitingSeals seals that are cut and not yet readable in the archive
 * @param sealProblem why the last attempt to seal failed; empty after a success
 * @param liveProblem why live segments cannot be written on this machine; empty if they can
 * @param damages what of the log was found damaged at the start, and where it is kept
 */
public record IngestStatus(
    String writer,
    LogMetrics log,
    long liveRows,
    long sealedThrough,
    int waitingSeals,
    Optional<String> sealProblem,
    Optional<String> liveProblem,
    List<String> damages) {

  public IngestStatus {
    damages = List.copyOf(damages);
  }
}
