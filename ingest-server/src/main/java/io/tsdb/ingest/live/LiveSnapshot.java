package io.tsdb.ingest.live;

import io.tsdb.archive.catalog.Segment;
import java.util.List;

/**
 * What a writer had acknowledged at one instant and had not yet sealed.
 *
 * @param sealedThrough the highest of its seals that was readable in the archive; those after it
 *     are live
 * @param segments its live events
 */
public record LiveSnapshot(long sealedThrough, List<Segment> segments) {

  public LiveSnapshot {
    segments = List.copyOf(segments);
  }
}
