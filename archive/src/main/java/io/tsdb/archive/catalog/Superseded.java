package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SealRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops segments whose events are also in another one: compaction merges segments of one writer
 * within one folder, and for a while both the merged one and its parents exist. A segment goes if
 * its seals lie within those of another of the same writer and folder, and are not the same seals.
 */
final class Superseded {

  private static final Comparator<Segment> WIDEST_FIRST =
      Comparator.comparingLong((Segment segment) -> segment.name().seals().first())
          .thenComparing(
              Comparator.comparingLong((Segment segment) -> segment.name().seals().last())
                  .reversed());

  private Superseded() {}

  private record Origin(String folder, String writer) {}

  static List<Segment> drop(List<Segment> segments) {
    Map<Origin, List<Segment>> byOrigin = new HashMap<>();
    for (Segment segment : segments) {
      String key = segment.object().key();
      byOrigin
          .computeIfAbsent(
              new Origin(key.substring(0, key.lastIndexOf('/') + 1), segment.name().writer()),
              origin -> new ArrayList<>())
          .add(segment);
    }
    List<Segment> kept = new ArrayList<>(segments.size());
    for (List<Segment> sameOrigin : byOrigin.values()) {
      sameOrigin.sort(WIDEST_FIRST);
      // all that come before start no later: one covers this if it ends no earlier
      SealRange widest = null;
      for (Segment segment : sameOrigin) {
        SealRange seals = segment.name().seals();
        if (widest == null || !widest.covers(seals) || widest.equals(seals)) {
          kept.add(segment);
          widest = seals;
        }
      }
    }
    return kept;
  }
}
