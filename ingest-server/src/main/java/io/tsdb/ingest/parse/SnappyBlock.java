package io.tsdb.ingest.parse;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.snappy.SnappyDecompressor;

/**
 * Unpacks Snappy's <a
 * href="https://github.com/google/snappy/blob/main/format_description.txt">block format</a>, which
 * says its length at its start and is unpacked at once.
 */
public final class SnappyBlock {

  /** No three bytes make more than a copy of 64. */
  private static final int LARGEST_RATIO = 22;

  private SnappyBlock() {}

  /**
   * The unpacked bytes.
   *
   * @throws CodingException if the block is broken, before memory is taken for a length that it
   *     cannot have
   */
  public static byte[] unpack(byte[] block) throws CodingException {
    try {
      int length = SnappyDecompressor.getUncompressedLength(block, 0);
      if (length < 0 || length > (long) LARGEST_RATIO * block.length) {
        throw new CodingException("snappy", "it cannot be as long as it says");
      }
      byte[] unpacked = new byte[length];
      int written =
          new SnappyDecompressor().decompress(block, 0, block.length, unpacked, 0, length);
      if (written != length) {
        throw new CodingException("snappy", "it is shorter than it says");
      }
      return unpacked;
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw (CodingException) new CodingException("snappy", "its data is broken").initCause(e);
    }
  }
}
