package io.tsdb.archive.vfs;

import io.tsdb.archive.range.RangeReader;
import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a segment file, checked against the format and the listing before SQLite sees it.
 * See <a href="https://www.sqlite.org/fileformat.html#the_database_header">SQLite file format, 1.3
 * </a>.
 *
 * @param pageSize in bytes
 * @param pages how many
 */
record SegmentHeader(int pageSize, int pages) {

  /** {@code application_id} of segments: {@code tsdb} in ASCII. */
  static final int APPLICATION_ID = 0x74736462;

  /** {@code user_version} of segments: the version of the format. */
  static final int FORMAT_VERSION = 1;

  private static final int BYTES = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int MIN_PAGE = 512;
  private static final int MAX_PAGE = 65_536;

  /** Rollback journal, not a write-ahead log; both for readers and writers. */
  private static final byte JOURNAL_VERSION = 1;

  /**
   * Reads and checks the header.
   *
   * @param key of the segment, for messages
   * @throws CorruptSegmentException if the object is not a segment of the size that was listed
   */
  static SegmentHeader read(RangeReader reader, String key) throws IOException {
    if (reader.size() < MIN_PAGE) {
      throw new CorruptSegmentException(
          key, "expected a SQLite file of at least " + MIN_PAGE + " bytes, found " + reader.size());
    }
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    reader.read(0, BYTES, (block, from, length, at) -> header.put(at, block, from, length));
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new CorruptSegmentException(
          key, "expected a SQLite file, found one that does not start with 'SQLite format 3'");
    }
    int pageSize = Short.toUnsignedInt(header.getShort(16));
    pageSize = pageSize == 1 ? MAX_PAGE : pageSize;
    if (pageSize < MIN_PAGE || Integer.bitCount(pageSize) != 1) {
      throw new CorruptSegmentException(
          key, "expected a page size that is a power of two from 512 to 65536, found " + pageSize);
    }
    if (header.get(18) != JOURNAL_VERSION || header.get(19) != JOURNAL_VERSION) {
      throw new CorruptSegmentException(
          key,
          "expected file format versions 1 and 1, found "
              + header.get(18)
              + " and "
              + header.get(19)
              + " (2: it was written with a write-ahead log, which cannot be read in place)");
    }
    int pages = header.getInt(28);
    long size = Integer.toUnsignedLong(pages) * pageSize;
    if (size != reader.size()) {
      throw new CorruptSegmentException(
          key,
          "expected "
              + size
              + " bytes by its header ("
              + Integer.toUnsignedString(pages)
              + " pages of "
              + pageSize
              + "), found an object of "
              + reader.size());
    }
    int application = header.getInt(68);
    if (application != APPLICATION_ID) {
      throw new CorruptSegmentException(
          key,
          String.format(
              "expected application_id 0x%08x, found 0x%08x; it is a SQLite file, but no segment",
              APPLICATION_ID, application));
    }
    int version = header.getInt(60);
    if (version != FORMAT_VERSION) {
      throw new CorruptSegmentException(
          key,
          "expected format version (user_version) "
              + FORMAT_VERSION
              + ", found "
              + version
              + "; a newer version of this program may read it");
    }
    return new SegmentHeader(pageSize, pages);
  }
}
