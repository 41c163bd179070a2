package io.tsdb.calcite.execute;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** Rows in a temporary file of their own: first all are added, then all are read, once. */
final class TemporaryRows implements AutoCloseable {

  private final Path folder;
  private final FileChannel file;
  private final int buffer;
  private final DataOutputStream output;
  private Optional<DataInputStream> input = Optional.empty();
  private long left;

  private TemporaryRows(Path folder, FileChannel file, int buffer) {
    this.folder = folder;
    this.file = file;
    this.buffer = buffer;
    this.output =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), buffer));
  }

  /**
   * No rows.
   *
   * @param buffer bytes that are written or read at once
   * @throws TemporaryFileException if there can be no file
   */
  static TemporaryRows create(Path folder, int buffer) {
    return new TemporaryRows(folder, TemporaryFile.open(folder), buffer);
  }

  /**
   * Adds a row.
   *
   * @throws TemporaryFileException if it cannot be written
   */
  void add(Object[] row) {
    try {
      RowCodec.write(row, output);
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
    left++;
  }

  /**
   * From now on rows are read.
   *
   * @return bytes in the file
   * @throws TemporaryFileException if what was added last cannot be written
   */
  long finish() {
    try {
      output.flush();
      long bytes = file.position();
      file.position(0);
      input =
          Optional.of(
              new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), buffer)));
      return bytes;
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
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
    try {
      return Optional.of(RowCodec.read(input.orElseThrow()));
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
  }

  /** Lets go of the file; closing again does nothing. */
  @Override
  public void close() {
    left = 0;
    TemporaryFile.close(file);
  }
}
