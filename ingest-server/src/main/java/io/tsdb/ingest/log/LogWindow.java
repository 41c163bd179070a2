package io.tsdb.ingest.log;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads a log file through a buffer of 1 MiB, or of the longest batch where that is longer. */
final class LogWindow implements Closeable {

  private static final int WINDOW_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long start;

  LogWindow(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    this.size = channel.size();
  }

  /** Size of the file in bytes. */
  long size() {
    return size;
  }

  /**
   * Bytes of the file; valid until the next call.
   *
   * @param length at most what the file has from {@code position} on
   */
  ByteBuffer bytes(long position, int length) throws IOException {
    if (position < start || position + length > start + window.limit()) {
      fill(position, length);
    }
    return window.slice((int) (position - start), length);
  }

  private void fill(long position, int length) throws IOException {
    if (length > window.capacity()) {
      window = ByteBuffer.allocate(length);
    }
    window.clear().limit((int) Math.min(window.capacity(), size - position));
    start = position;
    while (window.hasRemaining()) {
      if (channel.read(window, position + window.position()) < 0) {
        throw new EOFException(
            "Expected " + size + " bytes in " + file + ", found it shortened while it was read");
      }
    }
    window.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
