package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentHead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes what follows the head of a segment, group by group, and keeps the checksum of each. To be
 * flushed once, at the end.
 */
final class GroupStream extends OutputStream {

  private final SegmentOutput output;
  private final byte[] group = new byte[SegmentHead.GROUP_BYTES];
  private final ByteBuffer checksums;
  private long offset;
  private int used;

  /**
   * @param offset where the first group starts, in bytes from the start of the segment
   */
  GroupStream(SegmentOutput output, long offset, int groups) {
    this.output = output;
    this.offset = offset;
    this.checksums = ByteBuffer.allocate(Math.multiplyExact(groups, Integer.BYTES));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int from, int length) throws IOException {
    if (used == 0 && from == 0 && length == group.length) {
      writeGroup(source, length); // as with pages of 64 KiB: nothing needs to be collected
      return;
    }
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, group.length - used);
      System.arraycopy(source, from + done, group, used, count);
      used += count;
      done += count;
      if (used == group.length) {
        flush();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (used > 0) {
      writeGroup(group, used);
      used = 0;
    }
  }

  private void writeGroup(byte[] bytes, int length) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    checksums.putInt((int) crc.getValue());
    output.write(offset, bytes, length);
    offset += length;
  }

  /** CRC32C of each group, 4 bytes big-endian. */
  byte[] checksums() {
    return checksums.array();
  }
}
