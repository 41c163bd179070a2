package io.tsdb.ingest.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The few file operations that the durability of a log rests upon. */
public interface LogDisk {

  /** Opens a file for writing from a position on; creates it where it is missing. */
  OpenFile open(Path file, long position) throws IOException;

  /** Renames a file, in place of one that has the new name; never half. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file. One that does not exist is success. */
  void delete(Path file) throws IOException;

  /** Makes durable which files a folder has. */
  void syncFolder(Path folder) throws IOException;

  /** How much room the disk of a folder has; 0 of 0 bytes where the machine does not tell. */
  Room room(Path folder) throws IOException;

  /**
   * Room of a disk.
   *
   * @param free bytes that can still be written
   * @param total bytes, free or not
   */
  record Room(long free, long total) {}

  /** A file that is being written. */
  interface OpenFile extends Closeable {

    /** Writes all bytes from position to limit after those written before. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes durable what was written. After a failure nobody knows what is. */
    void force() throws IOException;

    /** Cuts the file at a length. */
    void truncate(long length) throws IOException;
  }
}
