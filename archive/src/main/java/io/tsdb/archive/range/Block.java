package io.tsdb.archive.range;

/**
 * The bytes of one block, which nobody changes.
 *
 * @param bytes hold them, and perhaps those of other blocks that came by the same request
 * @param from index of the first one
 * @param length how many
 */
@SuppressWarnings("ArrayRecordComponent")
record Block(byte[] bytes, int from, int length) {

  /** The same bytes alone, so that whoever keeps them keeps nothing else alive. */
  Block alone() {
    byte[] copy = new byte[length];
    System.arraycopy(bytes, from, copy, 0, length);
    return new Block(copy, 0, length);
  }
}
