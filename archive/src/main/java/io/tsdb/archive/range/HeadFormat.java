package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;

/** Tells by the bytes of a head whether they are what was written, and what must follow them. */
@FunctionalInterface
public interface HeadFormat {

  /**
   * Verifies a head.
   *
   * @param key of the object, for messages
   * @param size of the object in bytes
   * @param head its first bytes, which must not be changed
   * @return the CRC32C of each 64 KiB of the object after its head, in order
   * @throws CorruptSegmentException if they are not what was written
   */
  int[] groupChecksums(String key, long size, byte[] head) throws CorruptSegmentException;
}
