package io.tsdb.archive.vfs;

import io.tsdb.archive.catalog.Segment;
import io.tsdb.archive.segment.SealRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds segments of one writer and folder whose seals overlap without one lying within the other,
 * or are the same for other events: then events may be in two segments that both count.
 */
final class SealOverlaps {

  private static final Comparator<Segment> WIDEST_FIRST =
      Comparator.comparingLong((Segment segment) -> segment.name().seals().first())
          .thenComparing(
              Comparator.comparingLong((Segment segment) -> segment.name().seals().last())
                  .reversed())
          .thenComparing(segment -> segment.object().key());

  private record Origin(String folder, String writer) {}

  private SealOverlaps() {}

  static void find(List<Segment> segments, Consumer<Finding> listener) {
    Map<Origin, List<Segment>> byOrigin = new HashMap<>();
    for (Segment segment : segments) {
      String key = segment.object().key();
      byOrigin
          .computeIfAbsent(
              new Origin(key.substring(0, key.lastIndexOf('/') + 1), segment.name().writer()),
              origin -> new ArrayList<>())
          .add(segment);
    }
    for (List<Segment> sameOrigin : byOrigin.values()) {
      sameOrigin.sort(WIDEST_FIRST);
      within(sameOrigin, listener);
    }
  }

  private static void within(List<Segment> sorted, Consumer<Finding> listener) {
    Deque<Segment> around = new ArrayDeque<>();
    for (Segment segment : sorted) {
      SealRange seals = segment.name().seals();
      while (!around.isEmpty() && around.peek().name().seals().last() < seals.first()) {
        around.pop();
      }
      if (!around.isEmpty()) {
        SealRange outer = around.peek().name().seals();
        boolean same = outer.equals(seals) && !segment.name().sameEvents(around.peek().name());
        if (same || !outer.covers(seals)) {
          listener.accept(
              new Finding(
                  segment.object().key(),
                  "seals within or apart from those of others of its writer and folder",
                  "the seals of " + around.peek().object().key() + " to overlap with them"));
        }
      }
      around.push(segment);
    }
  }
}
