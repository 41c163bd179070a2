package io.tsdb.archive.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The codes that tell a record's values apart (file format, section 2.1), and integers' bytes. */
final class SerialType {

  static final int NULL = 0;
  static final int INT4 = 4;
  static final int DOUBLE = 7;
  private static final int INT6 = 5;
  private static final int INT8 = 6;
  private static final int ZERO = 8;
  private static final int ONE = 9;

  /** SQLite keeps integral reals as integers where that takes less than eight bytes. */
  private static final double LARGEST_INTEGRAL = (1L << 47) - 1;

  private static final byte[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private SerialType() {}

  /** By {@link #magnitude}: the type of an integer. */
  private static final byte[] TYPES = types();

  private static byte[] types() {
    byte[] types = new byte[2 * (Long.SIZE + 1)];
    for (int zeros = 0; zeros <= Long.SIZE; zeros++) {
      int bits = Long.SIZE + 1 - zeros;
      byte type = (byte) (bits <= 32 ? (bits + 7) >>> 3 : bits <= 48 ? INT6 : INT8);
      types[zeros] = type;
      types[Long.SIZE + 1 + zeros] = type;
    }
    types[magnitude(0)] = ZERO;
    types[magnitude(1)] = ONE;
    return types;
  }

  /** Tells integers apart by their leading bits: those equal to the sign, then by the sign. */
  private static int magnitude(long value) {
    long sign = value >> (Long.SIZE - 1);
    return Long.numberOfLeadingZeros(value ^ sign) + ((int) sign & (Long.SIZE + 1));
  }

  /** The shortest type that holds an integer. */
  static int of(long value) {
    return TYPES[magnitude(value)];
  }

  /** Whether all integers from one to another are of one type, as far as that is told quickly. */
  static boolean isOne(long least, long greatest) {
    return of(least) == of(greatest) && (least > 1 || least == greatest);
  }

  /** The type of a value of a column of reals: that of an integer where it is one; NULL for NaN. */
  static int ofReal(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return mayBeShort(bits) ? ofRounder(value, bits) : DOUBLE;
  }

  /** Whether a double with these bits may be of another type than {@link #DOUBLE}. */
  static boolean mayBeShort(long bits) {
    // No integer of up to 47 bits needs all of the 53 that a double has.
    return (bits & 0x3f) == 0;
  }

  private static int ofRounder(double value, long bits) {
    if (Double.isNaN(value)) {
      return NULL;
    }
    long integer = (long) value;
    // Compared by bits: as an integer, -0.0 would lose its sign.
    boolean integral =
        Math.abs(value) <= LARGEST_INTEGRAL && Double.doubleToRawLongBits((double) integer) == bits;
    return integral ? of(integer) : DOUBLE;
  }

  /** What {@link #put} writes for a real of type {@link #ofReal}. */
  static long realBits(int type, double value) {
    return type == DOUBLE ? Double.doubleToRawLongBits(value) : (long) value;
  }

  static long ofText(int bytes) {
    return 2L * bytes + 13;
  }

  static long ofBlob(int bytes) {
    return 2L * bytes + 12;
  }

  /** How many bytes a number or null of this type takes. */
  static int size(int type) {
    return SIZES[type];
  }

  /**
   * Writes a number as {@link #put} does, and something into the bytes behind it, which must be
   * there, up to eight from {@code at} on. Faster than to write no more than there is.
   *
   * @return the position after the number
   */
  static int putLoosely(byte[] target, int at, int type, long bits) {
    int size = SIZES[type];
    EIGHT_BYTES.set(target, at, bits << unusedBits(size));
    return at + size;
  }

  /** How many of a long's bits a number of some bytes leaves unused. */
  static int unusedBits(int size) {
    return Long.SIZE - Byte.SIZE * size;
  }

  /**
   * Writes a number of a given type: an integer, or a double's bits.
   *
   * @return the position after it
   */
  static int put(byte[] target, int at, int type, long bits) {
    int size = SIZES[type];
    for (int i = 0, shift = (size - 1) << 3; i < size; i++, shift -= 8) {
      target[at + i] = (byte) (bits >>> shift);
    }
    return at + size;
  }
}
