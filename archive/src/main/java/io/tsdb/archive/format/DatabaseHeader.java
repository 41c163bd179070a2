package io.tsdb.archive.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The first 100 bytes of a database (file format, section 1.3). */
final class DatabaseHeader {

  static final int SIZE = 100;

  /** {@code tsdb} in ASCII. */
  static final int APPLICATION_ID = 0x74736462;

  /** The version of the segment format, SQLite's {@code user_version}. */
  static final int FORMAT_VERSION = 1;

  /** Named as the writer: the oldest SQLite that reads all of a segment. */
  private static final int SQLITE_VERSION = 3_040_000;

  private static final int CHANGE_COUNTER = 1;
  private static final int SCHEMA_COOKIE = 1;
  private static final int SCHEMA_FORMAT = 4;
  private static final int UTF_8 = 1;

  private DatabaseHeader() {}

  /**
   * @param pages of the whole database
   */
  static byte[] of(PageGeometry geometry, int pages) {
    ByteBuffer header = ByteBuffer.allocate(SIZE);
    header.put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII));
    header.putShort((short) (geometry.pageSize() == 65_536 ? 1 : geometry.pageSize()));
    header.put((byte) 1).put((byte) 1).put((byte) 0);
    header.put((byte) 64).put((byte) 32).put((byte) 32);
    header.putInt(CHANGE_COUNTER).putInt(pages).putInt(0).putInt(0);
    header.putInt(SCHEMA_COOKIE).putInt(SCHEMA_FORMAT).putInt(0).putInt(0).putInt(UTF_8);
    header.putInt(FORMAT_VERSION).putInt(0).putInt(APPLICATION_ID);
    header.position(92);
    header.putInt(CHANGE_COUNTER).putInt(SQLITE_VERSION);
    return header.array();
  }
}
