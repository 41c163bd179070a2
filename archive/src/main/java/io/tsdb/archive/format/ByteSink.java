package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentName;
import java.io.IOException;
import java.io.OutputStream;

/** Takes a segment into one array of exactly its size. */
final class ByteSink extends OutputStream implements SegmentWriter.Target {

  private byte[] bytes = {};
  private int used;

  @Override
  public OutputStream open(SegmentName name, long size) throws IOException {
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
  public void write(int b) {
    bytes[used++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, used, length);
    used += length;
  }

  byte[] bytes() {
    return bytes;
  }
}
