package io.tsdb.calcite.execute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Sorts rows that are added one by one; equal rows keep their order. What exceeds its memory goes
 * to temporary files, as sorted runs that are merged (Knuth, The Art of Computer Programming, vol.
 * 3, 5.4). Where only the first rows are needed, no more are kept, beside a batch of new ones.
 *
 * <p>For one thread.
 */
final class RowSorter implements AutoCloseable {

  /** New rows that may wait before those that are not needed are let go. */
  private static final int BATCH = 1024;

  /** Runs merged at once. */
  static final int FAN_IN = 64;

  private final Comparator<Object[]> order;
  private final long needed;
  private final long memory;
  private final Path folder;

  private List<Object[]> rows = new ArrayList<>();
  private long bytes;

  /** Rows from this one on are not needed. */
  private Optional<Object[]> bound = Optional.empty();

  /** By how often their rows were merged; older runs of a level come first. */
  private final List<List<SortedRun>> levels = new ArrayList<>();

  /**
   * @param needed how many rows are asked for at most
   * @param memory bytes of rows that are held, about, see {@link RowBytes}
   * @param folder for temporary files
   */
  RowSorter(Comparator<Object[]> order, long needed, long memory, Path folder) {
    this.order = order;
    this.needed = needed;
    this.memory = memory;
    this.folder = folder;
  }

  /** Bytes that a sort may hold: a 16th of the heap, 1 to 64 MiB. */
  static long defaultMemory() {
    long mebibyte = 1024 * 1024;
    return Math.max(mebibyte, Math.min(64 * mebibyte, Runtime.getRuntime().maxMemory() / 16));
  }

  /** Where a process has its temporary files. */
  static Path defaultFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * Adds a row, which is not to be changed after.
   *
   * @throws TemporaryFileException if the rows cannot be put into a file
   */
  void add(Object[] row) {
    if (needed == 0 || (bound.isPresent() && order.compare(row, bound.get()) >= 0)) {
      return;
    }
    rows.add(row);
    bytes += RowBytes.of(row);
    if (rows.size() - BATCH >= needed) {
      sortRows();
    }
    if (bytes > memory) {
      sortRows();
      if (bytes > memory / 2) {
        spill();
      }
    }
  }

  /** Sorts what is in memory, and lets go of what is not needed. */
  private void sortRows() {
    rows.sort(order);
    if (needed > 0 && rows.size() >= needed) {
      List<Object[]> kept = rows.subList(0, (int) needed);
      bound = Optional.of(kept.get(kept.size() - 1));
      rows = new ArrayList<>(kept);
      bytes = 0;
      rows.forEach(row -> bytes += RowBytes.of(row));
    }
  }

  private void spill() {
    keep(0, SortedRun.write(folder, rows.iterator()::next, rows.size()));
    rows = new ArrayList<>();
    bytes = 0;
  }

  private void keep(int level, SortedRun run) {
    if (levels.size() == level) {
      levels.add(new ArrayList<>());
    }
    List<SortedRun> runs = levels.get(level);
    runs.add(run);
    if (runs.size() == FAN_IN) {
      RunMerge merge = new RunMerge(runs, order);
      SortedRun merged =
          SortedRun.write(folder, () -> merge.next().orElseThrow(), Math.min(needed, merge.rows()));
      runs.forEach(SortedRun::close);
      runs.clear();
      keep(level + 1, merged);
    }
  }

  /** All rows in order; none can be added any more. */
  RunMerge sorted() {
    sortRows();
    List<SortedRun> runs = new ArrayList<>();
    // those merged most often are the oldest
    for (int level = levels.size() - 1; level >= 0; level--) {
      runs.addAll(levels.get(level));
    }
    runs.add(SortedRun.of(rows));
    return new RunMerge(runs, order);
  }

  /** How many bytes lie in files. */
  long spilledBytes() {
    return levels.stream().flatMap(List::stream).mapToLong(SortedRun::bytes).sum();
  }

  /** Lets go of all rows and files; closing again does nothing. */
  @Override
  public void close() {
    rows = new ArrayList<>();
    levels.forEach(runs -> runs.forEach(SortedRun::close));
    levels.clear();
  }
}
