package io.tsdb.archive.segment;

import java.nio.ByteBuffer;

/**
 * Reads the one cell of table {@code checksum}, columns {@code id} and {@code crc32c}, without
 * SQLite: a leaf of a table and its overflow pages, all of them in the head. See <a
 * href="https://www.sqlite.org/fileformat.html#b_tree_pages">SQLite file format, 1.6 and 2.1</a>.
 */
final class ChecksumCell {

  private static final int LEAF_TABLE = 13;
  private static final int LEAF_HEADER = 8;
  private static final int LARGEST_BLOB_TYPE_BYTES = 9;

  private final String key;
  private final ByteBuffer head;
  private final int pageSize;

  ChecksumCell(String key, ByteBuffer head, int pageSize) {
    this.key = key;
    this.head = head;
    this.pageSize = pageSize;
  }

  /** A varint's value, and where what follows it starts. */
  private record Number(long value, int end) {}

  /**
   * The checksums of all groups.
   *
   * @param groups how many there must be
   */
  int[] read(int groups) throws CorruptSegmentException {
    int root = head.getInt(SegmentHead.CHECKSUM_ROOT_OFFSET);
    int copy = head.getInt(SegmentHead.CHECKSUM_ROOT_COPY_OFFSET);
    if (root != copy) {
      throw damaged("header fields at 24 and 92 that are equal", root + " and " + copy);
    }
    int start = pageStart(root);
    if (head.get(start) != LEAF_TABLE || head.getShort(start + 3) != 1) {
      throw damaged(
          "a leaf of one row on page " + root,
          "type " + head.get(start) + " with " + head.getShort(start + 3) + " rows");
    }
    int cell = start + Short.toUnsignedInt(head.getShort(start + LEAF_HEADER));
    Number payload = varint(cell);
    Number rowid = varint(payload.end());
    if (rowid.value() != 1) {
      throw damaged("a row with id 1", "id " + rowid.value());
    }
    ByteBuffer record = payload(payload.value(), rowid.end(), start + pageSize);
    return checksums(record, groups);
  }

  private int pageStart(int page) throws CorruptSegmentException {
    if (page < 2 || page > head.limit() / pageSize) {
      throw damaged("it on pages 2 to " + head.limit() / pageSize, "page " + page);
    }
    return (page - 1) * pageSize;
  }

  /** Puts together what lies in the leaf and in overflow pages. */
  private ByteBuffer payload(long size, int from, int pageEnd) throws CorruptSegmentException {
    if (size < 0 || size > head.limit()) {
      throw damaged("a row that lies in the head", size + " bytes");
    }
    int local = local((int) size);
    if (from + local + (local < size ? Integer.BYTES : 0) > pageEnd) {
      throw damaged("a row inside its page", size + " bytes");
    }
    ByteBuffer payload = ByteBuffer.allocate((int) size);
    payload.put(head.slice(from, local));
    int next = local < size ? head.getInt(from + local) : 0;
    while (payload.hasRemaining()) {
      int start = pageStart(next);
      int length = Math.min(payload.remaining(), pageSize - Integer.BYTES);
      payload.put(head.slice(start + Integer.BYTES, length));
      next = head.getInt(start);
    }
    return payload.flip();
  }

  /** Bytes of a payload that are in the leaf. */
  private int local(int size) {
    int most = pageSize - 35;
    if (size <= most) {
      return size;
    }
    int least = (pageSize - 12) * 32 / 255 - 23;
    int local = least + (size - least) % (pageSize - Integer.BYTES);
    return local <= most ? local : least;
  }

  private int[] checksums(ByteBuffer record, int groups) throws CorruptSegmentException {
    long blob = Integer.BYTES * (long) groups;
    ByteBuffer expected = ByteBuffer.allocate(2 + LARGEST_BLOB_TYPE_BYTES);
    // the header's size, NULL for the rowid, a blob
    expected.put((byte) 0).put((byte) 0);
    putVarint(expected, 12 + 2 * blob);
    expected.put(0, (byte) expected.position()).flip();
    int header = expected.limit();
    if (record.limit() != header + blob || !record.slice(0, header).equals(expected)) {
      throw damaged(
          "one row with a blob of " + blob + " bytes, 4 for each 64 KiB after the head",
          "a row of " + record.limit() + " bytes");
    }
    int[] checksums = new int[groups];
    record.slice(header, (int) blob).asIntBuffer().get(checksums);
    return checksums;
  }

  private static void putVarint(ByteBuffer target, long value) {
    int groups = (63 - Long.numberOfLeadingZeros(value | 1)) / 7;
    for (int i = groups; i > 0; i--) {
      target.put((byte) ((value >>> (7 * i)) | 0x80));
    }
    target.put((byte) (value & 0x7f));
  }

  private Number varint(int start) throws CorruptSegmentException {
    long value = 0;
    // no number here has as many bits as would need a ninth byte
    for (int at = start; at < start + 8 && at < head.limit(); at++) {
      value = (value << 7) | (head.get(at) & 0x7f);
      if (head.get(at) >= 0) {
        return new Number(value, at + 1);
      }
    }
    throw damaged("a cell inside its page", "one at byte " + start);
  }

  private CorruptSegmentException damaged(String expected, String found) {
    return new CorruptSegmentException(
        key, "expected table checksum to have " + expected + ", found " + found);
  }
}
