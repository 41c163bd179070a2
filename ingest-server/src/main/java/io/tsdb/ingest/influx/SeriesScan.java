package io.tsdb.ingest.influx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds the end of measurement and tags, and their hash, eight bytes at a time: they are the longer
 * part of most points.
 */
final class SeriesScan {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long SPACES = ONES * ' ';
  private static final long LINE_ENDS = ONES * '\n';
  private static final long BACKSLASHES = ONES * '\\';

  /** Differs from run to run, so that nobody can choose series of one hash. */
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private SeriesScan() {}

  /**
   * Index of the first space or line end that no backslash makes part of a name.
   *
   * @param bytes with a line end somewhere, and 8 bytes behind it
   */
  static int end(byte[] bytes, int from) {
    int at = from;
    while (true) {
      long word = (long) WORDS.get(bytes, at);
      long stops = zeros(word ^ SPACES) | zeros(word ^ LINE_ENDS) | zeros(word ^ BACKSLASHES);
      if (stops == 0) {
        at += 8;
        continue;
      }
      at += Long.numberOfTrailingZeros(stops) >>> 3;
      if (bytes[at] != '\\') {
        return at;
      }
      byte escaped = bytes[at + 1];
      at += escaped == ' ' || escaped == ',' || escaped == '=' ? 2 : 1;
    }
  }

  /**
   * @param bytes with 8 bytes from {@code to} on
   */
  static long hash(byte[] bytes, int from, int to) {
    long hash = SEED + to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash ^ (long) WORDS.get(bytes, at));
    }
    int rest = to - at;
    if (rest > 0) {
      hash = mix(hash ^ (long) WORDS.get(bytes, at) << 64 - 8 * rest);
    }
    return hash;
  }

  private static long mix(long word) {
    long product = word * 0x9E3779B97F4A7C15L;
    return product ^ product >>> 29;
  }

  /** The high bit of each byte that is 0; of bytes above the lowest such one it may be wrong. */
  private static long zeros(long word) {
    return word - ONES & ~word & HIGH_BITS;
  }
}
