package io.tsdb.calcite.execute;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Sorted rows, in memory or in a temporary file, to be read once. */
final class SortedRun {

  /** Bytes of a file's buffer. */
  private static final int BUFFER = 64 * 1024;

  private final Iterator<Object[]> inMemory;
  private final Optional<TemporaryRows> inFile;
  private final long rows;
  private final long bytes;

  private SortedRun(
      Iterator<Object[]> inMemory, Optional<TemporaryRows> inFile, long rows, long bytes) {
    this.inMemory = inMemory;
    this.inFile = inFile;
    this.rows = rows;
    this.bytes = bytes;
  }

  /** Rows in memory. */
  static SortedRun of(List<Object[]> rows) {
    return new SortedRun(rows.iterator(), Optional.empty(), rows.size(), 0);
  }

  /**
   * Writes rows into a file of its own.
   *
   * @param next yields each
   * @throws TemporaryFileException if it cannot be written
   */
  static SortedRun write(Path folder, Supplier<Object[]> next, long rows) {
    TemporaryRows file = TemporaryRows.create(folder, BUFFER);
    try {
      for (long i = 0; i < rows; i++) {
        file.add(next.get());
      }
      return new SortedRun(List.<Object[]>of().iterator(), Optional.of(file), rows, file.finish());
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /**
   * The next row, empty after the last one.
   *
   * @throws TemporaryFileException if it cannot be read back
   */
  Optional<Object[]> next() {
    return inFile.isPresent()
        ? inFile.get().next()
        : inMemory.hasNext() ? Optional.of(inMemory.next()) : Optional.empty();
  }

  long rows() {
    return rows;
  }

  /** Bytes in the file. */
  long bytes() {
    return bytes;
  }

  void close() {
    inFile.ifPresent(TemporaryRows::close);
  }
}
