package io.tsdb.archive.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The head of a segment, verified: its header against the format and the listing, its bytes against
 * the checksum in them. It knows the checksums of the rest of the file. See <a
 * href="https://www.sqlite.org/fileformat.html#the_database_header">SQLite file format, 1.3</a>.
 *
 * <p>Two fields of SQLite's header that mean nothing in a file that never changes are used for
 * that. The schema cookie is the CRC32C of the head, computed with these four bytes as zero. The
 * file change counter is the number of the page where table {@code checksum} starts: its one row
 * has the CRC32C of each <em>group</em>, which is {@value #GROUP_BYTES} bytes of what follows the
 * head.
 *
 * @param pageSize in bytes
 * @param pages of the whole database
 * @param groupChecksums CRC32C of each group, in order; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent")
public record SegmentHead(int pageSize, int pages, int[] groupChecksums) {

  /** Bytes of SQLite's header, with which a head begins. */
  public static final int HEADER_BYTES = 100;

  /** {@code application_id} of segments: {@code tsdb} in ASCII. */
  public static final int APPLICATION_ID = 0x74736462;

  /** {@code user_version} of segments: the version of the format. */
  public static final int FORMAT_VERSION = 1;

  /** Bytes of a group; the last one may be shorter. */
  public static final int GROUP_BYTES = 64 << 10;

  /** Where the header has the root page of table {@code checksum}: the file change counter. */
  public static final int CHECKSUM_ROOT_OFFSET = 24;

  /** Where the header has the same once more: the version that the number of pages is valid for. */
  public static final int CHECKSUM_ROOT_COPY_OFFSET = 92;

  /** Where the header has the CRC32C of the head: the schema cookie. */
  public static final int CRC_OFFSET = 40;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SMALLEST_PAGE = 512;
  private static final int LARGEST_PAGE = 65_536;

  /** Rollback journal, not a write-ahead log; both for readers and writers. */
  private static final byte JOURNAL_VERSION = 1;

  /**
   * Verifies a head.
   *
   * @param key of the segment, for messages
   * @param bytes the first bytes of the object, as many as the segment's name says; they must not
   *     be changed any more
   * @param objectBytes size of the whole object
   * @throws CorruptSegmentException if this is not the head of a segment of that size, as it was
   *     written
   */
  public static SegmentHead verify(String key, byte[] bytes, long objectBytes)
      throws CorruptSegmentException {
    if (bytes.length < SMALLEST_PAGE) {
      throw new CorruptSegmentException(
          key,
          "expected a SQLite file of at least " + SMALLEST_PAGE + " bytes, found " + bytes.length);
    }
    if (!Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw new CorruptSegmentException(
          key, "expected a SQLite file, found one that does not start with 'SQLite format 3'");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int pageSize = pageSize(key, header);
    requireJournal(key, header);
    int pages = pages(key, header, pageSize, objectBytes);
    requireFormat(key, header);
    if (bytes.length % pageSize != 0 || bytes.length > objectBytes) {
      throw new CorruptSegmentException(
          key,
          "expected a head of whole pages of "
              + pageSize
              + " bytes in an object of "
              + objectBytes
              + ", found one of "
              + bytes.length);
    }
    int expected = header.getInt(CRC_OFFSET);
    int found = checksum(bytes);
    if (found != expected) {
      throw new CorruptSegmentException(
          key,
          String.format(
              Locale.ROOT,
              "expected a head of %d bytes, as its name says, with CRC32C 0x%08x, found 0x%08x",
              bytes.length,
              expected,
              found));
    }
    int groups = Math.toIntExact((objectBytes - bytes.length + GROUP_BYTES - 1) / GROUP_BYTES);
    int[] checksums = new ChecksumCell(key, header, pageSize).read(groups);
    return new SegmentHead(pageSize, pages, checksums);
  }

  /**
   * The size of pages by a header, in bytes.
   *
   * @param header of a head that was verified
   */
  public static int pageSize(ByteBuffer header) {
    int size = Short.toUnsignedInt(header.getShort(16));
    return size == 1 ? LARGEST_PAGE : size;
  }

  private static int pageSize(String key, ByteBuffer header) throws CorruptSegmentException {
    int size = pageSize(header);
    if (size < SMALLEST_PAGE || Integer.bitCount(size) != 1) {
      throw new CorruptSegmentException(
          key, "expected a page size that is a power of two from 512 to 65536, found " + size);
    }
    return size;
  }

  private static void requireJournal(String key, ByteBuffer header) throws CorruptSegmentException {
    if (header.get(18) != JOURNAL_VERSION || header.get(19) != JOURNAL_VERSION) {
      throw new CorruptSegmentException(
          key,
          "expected file format versions 1 and 1, found "
              + header.get(18)
              + " and "
              + header.get(19)
              + " (2: it was written with a write-ahead log, which cannot be read in place)");
    }
  }

  private static int pages(String key, ByteBuffer header, int pageSize, long objectBytes)
      throws CorruptSegmentException {
    int pages = header.getInt(28);
    long size = Integer.toUnsignedLong(pages) * pageSize;
    if (size != objectBytes) {
      throw new CorruptSegmentException(
          key,
          "expected "
              + size
              + " bytes by its header ("
              + Integer.toUnsignedString(pages)
              + " pages of "
              + pageSize
              + "), found an object of "
              + objectBytes);
    }
    return pages;
  }

  private static void requireFormat(String key, ByteBuffer header) throws CorruptSegmentException {
    int application = header.getInt(68);
    if (application != APPLICATION_ID) {
      throw new CorruptSegmentException(
          key,
          String.format(
              Locale.ROOT,
              "expected application_id 0x%08x, found 0x%08x; it is a SQLite file, but no segment",
              APPLICATION_ID,
              application));
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
  }

  /** The CRC32C of a head, the four bytes where it stands taken as zero. */
  public static int checksum(byte[] head) {
    CRC32C crc = new CRC32C();
    crc.update(head, 0, CRC_OFFSET);
    crc.update(new byte[Integer.BYTES]);
    int after = CRC_OFFSET + Integer.BYTES;
    crc.update(head, after, head.length - after);
    return (int) crc.getValue();
  }
}
