package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a segment into one array of exactly its size. */
final class ArrayOutput implements SegmentOutput, SegmentOutput.Target {

  private byte[] bytes = {};

  @Override
  public SegmentOutput open(SegmentName name, long size) throws IOException {
    // Some virtual machines allow no array of the largest size.
    if (size > Integer.MAX_VALUE - 8) {
      throw new IOException(
          "A segment of "
              + size
              + " bytes does not fit into one array; write it to a file, or cut it smaller");
    }
    bytes = new byte[(int) size];
    return this;
  }

  @Override
  public void write(long offset, ByteBuffer source) {
    source.get(bytes, (int) offset, source.remaining());
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {}
}
