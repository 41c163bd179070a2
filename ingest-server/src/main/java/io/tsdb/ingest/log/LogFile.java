package io.tsdb.ingest.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The log file that is being written, by one thread. */
final class LogFile implements Closeable {

  private static final int BUFFER_BYTES = 1 << 20;

  /** What a row takes in a segment, and in memory on its way there, more than in the log. */
  private static final long ROW_BYTES = 24;

  private final Path path;
  private final long seal;
  private final long salt;
  private final LogDisk.OpenFile file;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private long durableLength = LogHeader.BYTES;
  private long length = LogHeader.BYTES;
  private long durableRows;
  private long rows;

  private LogFile(Path path, long seal, long salt, LogDisk.OpenFile file) {
    this.path = path;
    this.seal = seal;
    this.salt = salt;
    this.file = file;
  }

  /**
   * Starts a file, in place of one of the same number. It gets its name when its header is durable,
   * so a log file never lacks a header.
   */
  static LogFile start(
      DataFolder data, LogDisk disk, long seal, long firstSequence, long lengthBefore)
      throws IOException {
    LogHeader header = new LogHeader(seal, firstSequence, lengthBefore, 0, data.writer());
    Path unfinished = data.unfinishedLogFile(seal);
    disk.delete(unfinished);
    LogDisk.OpenFile file = disk.open(unfinished, 0);
    try {
      file.write(header.bytes());
      file.force();
      disk.move(unfinished, data.logFile(seal));
      disk.syncFolder(data.log());
      return new LogFile(data.logFile(seal), seal, data.salt(), file);
    } catch (IOException | RuntimeException e) {
      try (file) {
        throw e;
      }
    }
  }

  /** Writes a batch; it is durable after the next {@link #force}. */
  void append(LogPayload payload, int events, long firstSequence) throws IOException {
    if (buffer.remaining() < LogRecord.HEADER_BYTES) {
      flush();
    }
    new LogRecord(
            payload.bytes().length, events, firstSequence, payload.receivedAt(), payload.crc())
        .write(buffer, salt);
    ByteBuffer bytes = payload.buffer();
    while (bytes.hasRemaining()) {
      if (!buffer.hasRemaining()) {
        flush();
      }
      int part = Math.min(buffer.remaining(), bytes.remaining());
      buffer.put(bytes.slice(bytes.position(), part));
      bytes.position(bytes.position() + part);
    }
    length += payload.size();
    rows += events;
  }

  private void flush() throws IOException {
    file.write(buffer.flip());
    buffer.clear();
  }

  void force() throws IOException {
    flush();
    file.force();
    durableLength = length;
    durableRows = rows;
  }

  /** Tries to take off what was written and is not durable; the next file's header rules it out. */
  void truncateToDurable() throws IOException {
    file.truncate(durableLength);
  }

  Path path() {
    return path;
  }

  long seal() {
    return seal;
  }

  /** What the durable events take in a segment, in bytes: roughly. */
  long durableRowBytes() {
    return durableLength - LogHeader.BYTES + ROW_BYTES * durableRows;
  }

  /** What of the file is durable, as a cut. */
  LogCut cut() {
    return new LogCut(seal, durableRows, durableLength, false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
