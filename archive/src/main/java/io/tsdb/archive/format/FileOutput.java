package io.tsdb.archive.format;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Takes a segment into a file, which is not forced to disk. */
final class FileOutput implements SegmentOutput {

  private final FileChannel file;

  FileOutput(Path path) throws IOException {
    this.file = FileChannel.open(path, CREATE, TRUNCATE_EXISTING, WRITE);
  }

  @Override
  public void write(long offset, ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
