package io.tsdb.calcite.execute;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
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
  private final Optional<FileChannel> file;
  private final Optional<DataInputStream> input;
  private final long rows;
  private final long bytes;
  private final Path folder;
  private long left;

  private SortedRun(
      Iterator<Object[]> inMemory,
      Optional<FileChannel> file,
      Optional<DataInputStream> input,
      long rows,
      long bytes,
      Path folder) {
    this.inMemory = inMemory;
    this.file = file;
    this.input = input;
    this.rows = rows;
    this.bytes = bytes;
    this.folder = folder;
    this.left = rows;
  }

  /** Rows in memory. */
  static SortedRun of(List<Object[]> rows) {
    return new SortedRun(
        rows.iterator(), Optional.empty(), Optional.empty(), rows.size(), 0, Path.of(""));
  }

  /**
   * Writes rows into a file of its own.
   *
   * @param next yields each
   * @throws TemporaryFileException if it cannot be written
   */
  static SortedRun write(Path folder, Supplier<Object[]> next, long rows) {
    FileChannel file = TemporaryFile.open(folder);
    try {
      DataOutputStream output =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER));
      for (long i = 0; i < rows; i++) {
        RowCodec.write(next.get(), output);
      }
      output.flush();
      long bytes = file.position();
      file.position(0);
      DataInputStream input =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER));
      return new SortedRun(
          List.<Object[]>of().iterator(),
          Optional.of(file),
          Optional.of(input),
          rows,
          bytes,
          folder);
    } catch (IOException e) {
      TemporaryFile.close(file);
      throw new TemporaryFileException(folder, e);
    } catch (RuntimeException | Error e) {
      TemporaryFile.close(file);
      throw e;
    }
  }

  /**
   * The next row, empty after the last one.
   *
   * @throws TemporaryFileException if it cannot be read back
   */
  Optional<Object[]> next() {
    if (left == 0) {
      return Optional.empty();
    }
    left--;
    if (input.isEmpty()) {
      return Optional.of(inMemory.next());
    }
    try {
      return Optional.of(RowCodec.read(input.get()));
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
  }

  long rows() {
    return rows;
  }

  /** Bytes in the file. */
  long bytes() {
    return bytes;
  }

  void close() {
    left = 0;
    file.ifPresent(TemporaryFile::close);
  }
}
