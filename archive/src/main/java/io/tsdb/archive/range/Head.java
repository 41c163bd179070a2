package io.tsdb.archive.range;

/**
 * The verified head of an object.
 *
 * @param bytes the first ones of the object, all of its head
 * @param checksums CRC32C of each block after it
 */
@SuppressWarnings("ArrayRecordComponent")
record Head(byte[] bytes, int[] checksums) {

  /** Bytes of memory that it takes. */
  int weight() {
    return (int)
        Math.min(Integer.MAX_VALUE, bytes.length + (long) Integer.BYTES * checksums.length);
  }
}
