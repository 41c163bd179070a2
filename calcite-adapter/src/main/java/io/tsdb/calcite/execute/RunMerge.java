package io.tsdb.calcite.execute;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Merges sorted runs; of equal rows, those of the run named first come first. */
final class RunMerge {

  private final PriorityQueue<Source> sources;
  private final long rows;

  private record Source(Object[] row, int number, SortedRun run) {}

  /** Each of the runs is read from its start. */
  RunMerge(List<SortedRun> runs, Comparator<Object[]> order) {
    this.rows = runs.stream().mapToLong(SortedRun::rows).sum();
    Comparator<Source> byRow = (left, right) -> order.compare(left.row, right.row);
    this.sources = new PriorityQueue<>(byRow.thenComparingInt(Source::number));
    for (int i = 0; i < runs.size(); i++) {
      add(i, runs.get(i));
    }
  }

  private void add(int number, SortedRun run) {
    run.next().ifPresent(row -> sources.add(new Source(row, number, run)));
  }

  /** How many rows there are in all. */
  long rows() {
    return rows;
  }

  /**
   * The next row, empty after the last one.
   *
   * @throws TemporaryFileException if it cannot be read back
   */
  Optional<Object[]> next() {
    Source first = sources.poll();
    if (first == null) {
      return Optional.empty();
    }
    add(first.number, first.run);
    return Optional.of(first.row);
  }
}
