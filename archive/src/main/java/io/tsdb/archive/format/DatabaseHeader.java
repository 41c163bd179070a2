package io.tsdb.archive.format;

import io.tsdb.archive.segment.SegmentHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The first 100 bytes of a database (file format, section 1.3). {@link SegmentHead} says which
 * fields hold something of ours.
 */
final class DatabaseHeader {

  static final int SIZE = SegmentHead.HEADER_BYTES;

  /** Named as the writer: the oldest SQLite that reads all of a segment. */
  private static final int SQLITE_VERSION = 3_040_000;

  private static final int SCHEMA_FORMAT = 4;
  private static final int UTF_8 = 1;

  private DatabaseHeader() {}

  /**
   * The header, without the checksum of the head.
   *
   * @param pages of the whole database
   * @param checksumRoot page where table {@code checksum} starts
   */
  static byte[] of(PageGeometry geometry, int pages, int checksumRoot) {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    header.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
    header.putShort((short) (geometry.pageSize() == 65_536 ? 1 : geometry.pageSize()));
    header.put((byte) 1).put((byte) 1).put((byte) 0);
    header.put((byte) 64).put((byte) 32).put((byte) 32);
    header.putInt(checksumRoot).putInt(pages).putInt(0).putInt(0);
    header.putInt(0).putInt(SCHEMA_FORMAT).putInt(0).putInt(0).putInt(UTF_8);
    header.putInt(SegmentHead.FORMAT_VERSION).putInt(0).putInt(SegmentHead.APPLICATION_ID);
    header.position(SegmentHead.CHECKSUM_ROOT_COPY_OFFSET);
    header.putInt(checksumRoot).putInt(SQLITE_VERSION);
    return header.array();
  }
}
