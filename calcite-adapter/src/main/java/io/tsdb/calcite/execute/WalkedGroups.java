package io.tsdb.calcite.execute;

import io.tsdb.archive.segment.SegmentName;
import io.tsdb.archive.vfs.SegmentDatabase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of a {@link SeriesWalk} has found by now, in all segments. Who knows less only reads
 * more. Safe for use by many threads.
 */
final class WalkedGroups {

  /** After so many segments further ones are read side by side, though one might tell of others. */
  private static final int MOST_ONE_BY_ONE = 8;

  /** Of a segment with more groups all rows are read; of a run with more, further ones are new. */
  private static final int MOST_GROUPS = Groups.MOST_GROUPS;

  private final SeriesWalk walk;
  private final RunValues values;

  // Guarded by this.
  private final WalkedTimes known;
  private int segmentsRead;

  WalkedGroups(SeriesWalk walk, RunValues values) {
    this.walk = walk;
    this.values = values;
    this.known = new WalkedTimes(walk);
  }

  /**
   * The groups of a segment for which its events may count, with their series, as its head tells.
   *
   * @return empty if the segment has too many groups
   * @throws IOException if table {@code series} cannot be read
   */
  Optional<Map<List<Object>, List<Long>>> undecided(SegmentDatabase database, SegmentName name)
      throws IOException {
    Optional<Map<List<Object>, List<Long>>> all =
        walk.partition().groups(database, values, MOST_GROUPS);
    if (all.isEmpty()) {
      return all;
    }
    Map<List<Object>, List<Long>> groups = all.get();
    long first = walk.order(walk.newest() ? name.lastTime() : name.firstTime());
    synchronized (this) {
      groups.keySet().removeIf(group -> known.bound(group) > first);
      segmentsRead += groups.isEmpty() ? 0 : 1;
    }
    return all;
  }

  /** What is known of some groups. */
  synchronized WalkedTimes known(Iterable<List<Object>> groups) {
    WalkedTimes times = new WalkedTimes(walk);
    for (List<Object> group : groups) {
      long[] found = known.all().get(group);
      if (found != null) {
        times.add(group, found);
      }
    }
    return times;
  }

  /** Tells what was found in a segment. */
  synchronized void found(WalkedTimes times) {
    times
        .all()
        .forEach(
            (group, found) -> {
              if (known.all().size() < MOST_GROUPS || known.all().containsKey(group)) {
                known.add(group, found);
              }
            });
  }

  /** Whether segments are read one after the other, each with what those before have found. */
  synchronized boolean isOneByOne() {
    return segmentsRead < MOST_ONE_BY_ONE;
  }
}
