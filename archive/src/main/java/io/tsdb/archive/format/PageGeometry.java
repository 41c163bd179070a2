package io.tsdb.archive.format;

/**
 * What follows from a database's page size (file format, sections 1.3, 1.5, 1.6). No bytes are
 * reserved at the end of pages.
 *
 * @param pageSize in bytes, a power of two from 512 to 65,536
 */
record PageGeometry(int pageSize) {

  static final int SMALLEST = 512;
  static final int LARGEST = 65_536;

  /** Where the lock-byte page starts; SQLite never stores anything in it. */
  private static final int LOCK_BYTE = 1 << 30;

  PageGeometry {
    if (pageSize < SMALLEST || pageSize > LARGEST || Integer.bitCount(pageSize) != 1) {
      throw new IllegalArgumentException(
          "Expected a page size that is a power of two from 512 to 65536, found " + pageSize);
    }
  }

  /** Bytes of a payload that stay in a leaf of a table. */
  int tableLocal(int payload) {
    return local(payload, pageSize - 35);
  }

  /** Bytes of a payload that stay in a page of an index. */
  int indexLocal(int payload) {
    return local(payload, (pageSize - 12) * 64 / 255 - 23);
  }

  private int local(int payload, int most) {
    if (payload <= most) {
      return payload;
    }
    int least = (pageSize - 12) * 32 / 255 - 23;
    int candidate = least + (payload - least) % overflowContent();
    return candidate <= most ? candidate : least;
  }

  /** Bytes of payload that one overflow page holds. */
  int overflowContent() {
    return pageSize - 4;
  }

  /** How many overflow pages hold what is not local. */
  int overflowPages(int payload, int local) {
    return (payload - local + overflowContent() - 1) / overflowContent();
  }

  /** The number of the page that is never used. */
  int lockBytePage() {
    return LOCK_BYTE / pageSize + 1;
  }

  /** The number of the next page that may be used. */
  int pageAfter(int page) {
    return page + 1 == lockBytePage() ? page + 2 : page + 1;
  }
}
