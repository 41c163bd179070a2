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
      CRC32C crc = new CRC32C();
      crc.update(group, 0, used);
      checksums.putInt((int) crc.getValue());
      output.write(offset, group, used);
      offset += used;
      used = 0;
    }
  }

  /** CRC32C of each group, 4 bytes big-endian. */
  byte[] checksums() {
    return checksums.array();
  }
}
