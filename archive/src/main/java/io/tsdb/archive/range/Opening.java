package io.tsdb.archive.range;

import java.util.Map;

/**
 * What the one request brought that opens an object.
 *
 * @param head of the object
 * @param blocks by their index: all that follow the head of a small object, except damaged ones
 * @param source where it was found
 */
record Opening(Head head, Map<Integer, Block> blocks, Found source) {

  /** Where a head was found. */
  enum Found {
    MEMORY,
    DISK,
    STORE
  }

  static Opening of(Head head, Found source) {
    return new Opening(head, Map.of(), source);
  }
}
