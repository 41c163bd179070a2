package io.tsdb.archive.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A growable column of optional texts, kept as UTF-8 in blocks of up to 1 MiB. Rows without a text
 * cost nothing until the first row with one.
 */
final class Utf8Column {

  private static final int SMALLEST_BLOCK = 4 << 10;
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final int LENGTH_BYTES = 4;

  private final List<byte[]> blocks = new ArrayList<>();
  private int used;
  private long allocated;
  private long textBytes;

  /** Per row: the number of its block, from 1 on, and the position there; 0 for no text. */
  private long[] places = {};

  /** Bytes of a well-formed text as UTF-8. */
  static int size(String text) {
    int size = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        // A pair of surrogates is 4 bytes, 2 for each half.
        size += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
      }
    }
    return size;
  }

  /**
   * Sets the text of a row.
   *
   * @param text without lone surrogates
   * @param size of it as UTF-8, in bytes
   */
  void set(int row, String text, int size) {
    if (row >= places.length) {
      places = Arrays.copyOf(places, Math.max(row + 16, (int) (places.length * 1.5)));
    }
    byte[] block = blockFor(LENGTH_BYTES + size);
    places[row] = ((long) blocks.size() << Integer.SIZE) | used;
    SerialType.put(block, used, SerialType.INT4, size);
    encode(text, block, used + LENGTH_BYTES);
    used += LENGTH_BYTES + size;
    textBytes += size;
  }

  private byte[] blockFor(int bytes) {
    if (!blocks.isEmpty()) {
      byte[] last = blocks.get(blocks.size() - 1);
      if (used + bytes <= last.length) {
        return last;
      }
    }
    long regular = Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, allocated));
    byte[] block = new byte[(int) Math.max(bytes, regular)];
    blocks.add(block);
    allocated += block.length;
    used = 0;
    return block;
  }

  private static void encode(String text, byte[] target, int start) {
    int at = start;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target[at++] = (byte) c;
      } else if (c < 0x800) {
        target[at++] = (byte) (0xc0 | (c >> 6));
        target[at++] = (byte) (0x80 | (c & 0x3f));
      } else if (Character.isSurrogate(c)) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        target[at++] = (byte) (0xf0 | (point >> 18));
        target[at++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        target[at++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        target[at++] = (byte) (0x80 | (point & 0x3f));
      } else {
        target[at++] = (byte) (0xe0 | (c >> 12));
        target[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        target[at++] = (byte) (0x80 | (c & 0x3f));
      }
    }
  }

  /** Whether no row has a text. */
  boolean isEmpty() {
    return places.length == 0;
  }

  boolean has(int row) {
    return row < places.length && places[row] != 0;
  }

  /** Size of a row's text in bytes; 0 where there is none. */
  int size(int row) {
    if (!has(row)) {
      return 0;
    }
    byte[] block = block(row);
    int at = (int) places[row];
    return (block[at] << 24)
        | ((block[at + 1] & 0xff) << 16)
        | ((block[at + 2] & 0xff) << 8)
        | (block[at + 3] & 0xff);
  }

  /** Copies a row's text to {@code target}. */
  void copy(int row, byte[] target, int at) {
    System.arraycopy(block(row), (int) places[row] + LENGTH_BYTES, target, at, size(row));
  }

  private byte[] block(int row) {
    return blocks.get((int) (places[row] >>> Integer.SIZE) - 1);
  }

  /** UTF-8 bytes of all texts. */
  long textBytes() {
    return textBytes;
  }

  /** Memory held, in bytes. */
  long bytes() {
    return allocated + (long) places.length * Long.BYTES;
  }
}
