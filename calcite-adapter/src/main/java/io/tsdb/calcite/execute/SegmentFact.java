package io.tsdb.calcite.execute;

import io.tsdb.archive.catalog.Segment;
import java.util.List;

/** What the names of segments say about all their rows. */
public enum SegmentFact {
  /** How many rows there are. */
  ROWS {
    @Override
    Object of(List<Segment> segments) {
      return segments.stream().mapToLong(segment -> segment.name().rows()).sum();
    }
  },
  /** Time of the first row, epoch milliseconds UTC. */
  FIRST_TIME {
    @Override
    Object of(List<Segment> segments) {
      return segments.stream().mapToLong(segment -> segment.name().firstTime()).min().orElseThrow();
    }
  },
  /** Time of the last row, epoch milliseconds UTC. */
  LAST_TIME {
    @Override
    Object of(List<Segment> segments) {
      return segments.stream().mapToLong(segment -> segment.name().lastTime()).max().orElseThrow();
    }
  };

  /** The fact about some segments together, at least one. */
  abstract Object of(List<Segment> segments);

  /** A row of facts about some segments together, at least one. */
  static Object[] row(List<SegmentFact> facts, List<Segment> segments) {
    return facts.stream().map(fact -> fact.of(segments)).toArray();
  }
}
