package io.tsdb.archive.range;

/**
 * The grid on which objects are cached and verified: after the head, blocks of 64 KiB, the last one
 * shorter. It is the largest page size of SQLite, and a head is whole pages, so a page never lies
 * across two blocks.
 */
public final class Blocks {

  /** Size of a block in bytes. */
  public static final int BYTES = 64 * 1024;

  private Blocks() {}

  /** The block that holds the byte at {@code offset} after the head. */
  static int of(long offset) {
    return Math.toIntExact(offset / BYTES);
  }

  /** How many blocks {@code size} bytes after a head are. */
  static int count(long size) {
    return Math.toIntExact((size + BYTES - 1) / BYTES);
  }
}
