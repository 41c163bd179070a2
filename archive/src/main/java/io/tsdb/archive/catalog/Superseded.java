package io.tsdb.archive.catalog;

import io.tsdb.archive.segment.SegmentName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Drops segments whose events are also in another one: compaction merges segments of one writer
 * within one folder, and for a while both the merged one and its parents exist. A segment goes if
 * its seals lie within those of another of the same writer and folder, and are not the same seals.
 * A seal that was retried by another version of a writer may have come out with another head: of
 * segments whose names differ in nothing else, the one with the greatest key stays.
 */
final class Superseded {

  private static final Comparator<Segment> WIDEST_FIRST =
      Comparator.comparingLong((Segment segment) -> segment.name().seals().first())
          .thenComparing(
              Comparator.comparingLong((Segment segment) -> segment.name().seals().last())
                  .reversed())
          .thenComparing(
              Comparator.comparing((Segment segment) -> segment.object().key()).reversed());

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
      SegmentName widest = null;
      for (Segment segment : sameOrigin) {
        SegmentName name = segment.name();
        if (widest == null || counts(name, widest)) {
          kept.add(segment);
          widest = name;
        }
      }
    }
    return kept;
  }

  private static boolean counts(SegmentName name, SegmentName widest) {
    return widest.seals().equals(name.seals())
        ? !widest.sameEvents(name)
        : !widest.seals().covers(name.seals());
  }
}
