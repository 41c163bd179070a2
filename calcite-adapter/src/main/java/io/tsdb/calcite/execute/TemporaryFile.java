package io.tsdb.calcite.execute;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Files for what a query cannot hold in memory. */
final class TemporaryFile {

  private TemporaryFile() {}

  /**
   * Makes a file that is gone as soon as it is closed, also by the end of the process where the
   * system lets an open file be deleted.
   *
   * @throws TemporaryFileException if there can be none
   */
  static FileChannel open(Path folder) {
    Path path = folder.resolve("tsdb-rows-" + UUID.randomUUID() + ".tmp");
    try {
      FileChannel file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // the system keeps the name of an open file: it goes when the file is closed
        path.toFile().deleteOnExit();
      }
      return file;
    } catch (IOException e) {
      throw new TemporaryFileException(folder, e);
    }
  }

  /** Closing one takes its content with it, so a failure to do so loses nothing. */
  static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new QueryException("A temporary file cannot be closed: " + e.getMessage(), e);
    }
  }
}
