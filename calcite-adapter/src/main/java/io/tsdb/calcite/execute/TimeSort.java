package io.tsdb.calcite.execute;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * Sorts rows by time, where too many segments overlap to be merged: each segment that is merged is
 * open until its last row.
 */
final class TimeSort implements RowSource {

  /** Most segments merged at once. */
  static final int MOST_MERGED = 128;

  private final RowSource rows;
  private final RowSorter sorter;
  private Optional<RunMerge> sorted = Optional.empty();

  /**
   * @param needed how many rows are asked for at most
   */
  TimeSort(RowSource rows, RowsWanted wanted, long needed) {
    this.rows = rows;
    Comparator<Object[]> time = Comparator.comparingLong(row -> (Long) row[wanted.time()]);
    this.sorter =
        new RowSorter(
            wanted.isDescending() ? time.reversed() : time,
            needed,
            RowSorter.defaultMemory(),
            RowSorter.defaultFolder());
  }

  @Override
  public Optional<Object[]> next() throws IOException {
    if (sorted.isEmpty()) {
      Optional<Object[]> row = rows.next();
      while (row.isPresent()) {
        sorter.add(row.get());
        row = rows.next();
      }
      sorted = Optional.of(sorter.sorted());
    }
    return sorted.get().next();
  }

  @Override
  public void cancel() {
    rows.cancel();
  }

  @Override
  public void close() {
    try (sorter) {
      rows.close();
    }
  }
}
