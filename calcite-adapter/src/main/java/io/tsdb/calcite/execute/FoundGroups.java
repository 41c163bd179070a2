package io.tsdb.calcite.execute;

import io.tsdb.archive.vfs.SegmentDatabase;
import io.tsdb.calcite.memory.HeldMemory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The groups of series whose first row a run has delivered. For one thread. */
final class FoundGroups {

  /** An entry of a hash table, and its share of the table. */
  private static final long ENTRY_BYTES = 48;

  private final SeriesPartition partition;
  private final RunValues values;
  private final HeldMemory held;
  private final Set<List<Object>> found = new HashSet<>();

  FoundGroups(SeriesPartition partition, RunValues values, HeldMemory held) {
    this.partition = partition;
    this.values = values;
    this.held = held;
  }

  SeriesPartition partition() {
    return partition;
  }

  boolean contains(List<Object> group) {
    return found.contains(group);
  }

  /** Adds the group of a row; returns whether it is new. */
  boolean add(Object[] row) {
    List<Object> group = partition.group(row);
    boolean isNew = found.add(group);
    if (isNew) {
      held.add(ENTRY_BYTES + RowBytes.ofValue(group));
    }
    return isNew;
  }

  /**
   * The groups of a segment that are not found yet, with their series, as its head tells.
   *
   * @param chosen ids of series as JSON arrays; a series must be in each
   * @throws IOException if table {@code series} cannot be read
   */
  Map<List<Object>, List<Long>> missing(SegmentDatabase database, Collection<String> chosen)
      throws IOException {
    List<Set<Long>> chosenIds = chosen.stream().map(FoundGroups::ids).toList();
    Map<List<Object>, List<Long>> missing =
        partition.groups(database, values, Integer.MAX_VALUE).orElseThrow();
    missing.keySet().removeIf(found::contains);
    missing.values().forEach(series -> series.removeIf(id -> !isInAll(id, chosenIds)));
    missing.values().removeIf(List::isEmpty);
    return missing;
  }

  private static boolean isInAll(long id, List<Set<Long>> sets) {
    return sets.stream().allMatch(set -> set.contains(id));
  }

  private static Set<Long> ids(String json) {
    return Arrays.stream(json.substring(1, json.length() - 1).split(","))
        .map(Long::valueOf)
        .collect(Collectors.toSet());
  }
}
