package io.tsdb.ingest.seal;

import io.tsdb.ingest.log.LogDisk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Room on the data folder's disk that events are not let to fill. Sealing writes its segments there
 * before they go to the archive, and queries their live segments: on a disk that is full neither
 * could, so the log that filled it while the store was away could never become shorter again.
 */
final class DiskReserve {

  private static final long MOST_BYTES = 512L << 20;

  private final Path folder;
  private final LogDisk disk;
  private final long bytes;

  /**
   * @param folder the data folder
   * @param sealBytes of a seal's rows; twice that is kept free, for its segments and for what
   *     building them takes
   */
  DiskReserve(Path folder, LogDisk disk, long sealBytes) {
    this.folder = folder;
    this.disk = disk;
    this.bytes = 2 * Math.min(MOST_BYTES / 2, sealBytes);
  }

  /**
   * Checks that there is more room; on a small disk a tenth of it will do.
   *
   * @throws IOException if there is not
   */
  void require() throws IOException {
    LogDisk.Room room = disk.room(folder);
    long needed = Math.min(bytes, room.total() / 10);
    if (room.free() < needed) {
      throw new IOException(
          "expected "
              + needed
              + " bytes free on the disk of data folder "
              + folder
              + ", which sealing needs, found "
              + room.free()
              + "; make room there, or see why events are not sealed");
    }
  }
}
