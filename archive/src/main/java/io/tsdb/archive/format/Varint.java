package io.tsdb.archive.format;

/** SQLite's variable-length integers (file format, section 1.6): 1 to 9 bytes, big-endian. */
final class Varint {

  private static final int LONGEST = 9;

  private Varint() {}

  /** How many bytes {@code value} takes. */
  static int size(long value) {
    if ((value & ~0x7fL) == 0) {
      return 1;
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
    return bits > 56 ? LONGEST : (bits + 6) / 7;
  }

  /**
   * Writes {@code value} at {@code at}.
   *
   * @return the position after it
   */
  static int put(byte[] target, int at, long value) {
    if ((value & ~0x7fL) == 0) {
      target[at] = (byte) value;
      return at + 1;
    }
    int size = size(value);
    long rest = value;
    int last = at + size - 1;
    if (size == LONGEST) {
      target[last] = (byte) rest;
      rest >>>= 8;
    } else {
      target[last] = (byte) (rest & 0x7f);
      rest >>>= 7;
    }
    for (int i = last - 1; i >= at; i--) {
      target[i] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return at + size;
  }
}
