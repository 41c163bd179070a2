package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each result of a {@link SeriesWalk} is decided, for each of some groups: the time of the
 * event that counts by now, see {@link SeriesWalk#order}. For one thread.
 */
final class WalkedTimes {

  /** Of a result that no event has counted for. */
  static final long MISSING = Long.MIN_VALUE;

  private final SeriesWalk walk;
  private final Map<List<Object>, long[]> times = new HashMap<>();

  WalkedTimes(SeriesWalk walk) {
    this.walk = walk;
  }

  Map<List<Object>, long[]> all() {
    return times;
  }

  /**
   * Takes up a row of a statement that yields the results of the walk.
   *
   * @return the group to which the row belongs
   */
  List<Object> add(Object[] row, GroupedSelect statement) {
    Object[] values = new Object[statement.keys().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row[statement.keys().get(i)];
    }
    List<Object> group = Arrays.asList(values);
    List<Accumulator> accumulators = statement.accumulators();
    long[] known = ofGroup(group, accumulators.size());
    for (int i = 0; i < known.length; i++) {
      if (accumulators.get(i).takes(row)) {
        known[i] = Math.max(known[i], walk.order(accumulators.get(i).time(row)));
      }
    }
    return group;
  }

  private long[] ofGroup(List<Object> group, int results) {
    return times.computeIfAbsent(
        group,
        added -> {
          long[] missing = new long[results];
          Arrays.fill(missing, MISSING);
          return missing;
        });
  }

  /** Takes up what others know of a group. */
  void add(List<Object> group, long[] others) {
    long[] known = ofGroup(group, others.length);
    for (int i = 0; i < known.length; i++) {
      known[i] = Math.max(known[i], others[i]);
    }
  }

  /**
   * Before which time events of a group decide nothing more.
   *
   * @return {@link #MISSING} if all events may count
   */
  long bound(List<Object> group) {
    long[] known = times.get(group);
    return known == null ? MISSING : Arrays.stream(known).min().orElse(Long.MAX_VALUE);
  }

  /** Of some groups those for which any event may still count. */
  List<List<Object>> missing(Iterable<List<Object>> groups) {
    List<List<Object>> missing = new ArrayList<>();
    for (List<Object> group : groups) {
      if (bound(group) == MISSING) {
        missing.add(group);
      }
    }
    return missing;
  }
}
