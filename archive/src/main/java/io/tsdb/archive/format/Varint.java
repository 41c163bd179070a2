package io.tsdb.archive.format;

/** SQLite's variable-length integers (file format, section 1.6): 1 to 9 bytes, big-endian. */
final class Varint {

  private static final int LONGEST = 9;

  private Varint() {}

  /** By leading zero bits: how many bytes a value takes. */
  private static final byte[] SIZES = sizes();

  private static byte[] sizes() {
    byte[] sizes = new byte[Long.SIZE + 1];
    for (int zeros = 0; zeros <= Long.SIZE; zeros++) {
      int bits = Math.max(1, Long.SIZE - zeros);
      sizes[zeros] = (byte) (bits > 56 ? LONGEST : (bits + 6) / 7);
    }
    return sizes;
  }

  /** How many bytes {@code value} takes. */
  static int size(long value) {
    return SIZES[Long.numberOfLeadingZeros(value)];
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
    if (value >>> 21 == 0) {
      return putShort(target, at, (int) value);
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

  /**
   * The bytes of a value that takes at most four.
   *
   * @param size how many it takes
   * @return these bytes, and zeros behind them
   */
  static int upToFour(int value, int size) {
    int spread =
        (value & 0x7f)
            | (value & 0x3f80) << 1
            | (value & 0x1f_c000) << 2
            | (value & 0xfe0_0000) << 3;
    return (spread | 0x8080_8000) << (Integer.SIZE - Byte.SIZE * size);
  }

  /** Writes a value of 8 to 21 bits. */
  private static int putShort(byte[] target, int start, int value) {
    int at = start;
    if (value >>> 14 != 0) {
      target[at++] = (byte) ((value >>> 14) | 0x80);
    }
    target[at++] = (byte) ((value >>> 7) | 0x80);
    target[at++] = (byte) (value & 0x7f);
    return at;
  }
}
