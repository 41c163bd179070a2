package io.tsdb.calcite.execute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The groups of one segment while its rows are read. SQLite would sort all rows to group them,
 * which takes longer than reading them into a hash table. For one thread.
 */
final class Groups {

  /** More are not held; then it is time to {@link #take} them. */
  static final int MOST_GROUPS = 65_536;

  /** More than that is not held of states, such as sets of different values. */
  static final long MOST_STATE_BYTES = 16L << 20;

  private final Map<Key, Accumulator.Total[]> groups = new HashMap<>();
  private final Key probe = new Key();
  private long stateBytes;

  /** The values of a group's keys. */
  private static final class Key {

    private Object[] values = {};

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** Adds a row of a statement. */
  void add(Object[] row, GroupedSelect statement) {
    List<Integer> keys = statement.keys();
    if (probe.values.length != keys.size()) {
      probe.values = new Object[keys.size()];
    }
    for (int i = 0; i < keys.size(); i++) {
      probe.values[i] = row[keys.get(i)];
    }
    List<Accumulator> accumulators = statement.accumulators();
    Accumulator.Total[] totals = groups.get(probe);
    if (totals == null) {
      totals = new Accumulator.Total[accumulators.size()];
      Arrays.setAll(totals, i -> new Accumulator.Total(accumulators.get(i)));
      Key key = new Key();
      key.values = probe.values.clone();
      groups.put(key, totals);
    }
    for (int i = 0; i < totals.length; i++) {
      stateBytes += totals[i].add(accumulators.get(i), row);
    }
  }

  boolean isFull() {
    return groups.size() >= MOST_GROUPS || stateBytes >= MOST_STATE_BYTES;
  }

  /** Takes all groups out: their keys, then their results. */
  List<Object[]> take() {
    List<Object[]> rows = new ArrayList<>(groups.size());
    groups.forEach(
        (key, totals) -> {
          int keys = key.values.length;
          Object[] row = Arrays.copyOf(key.values, keys + totals.length);
          for (int i = 0; i < totals.length; i++) {
            row[keys + i] = totals[i].result();
          }
          rows.add(row);
        });
    groups.clear();
    stateBytes = 0;
    return rows;
  }
}
