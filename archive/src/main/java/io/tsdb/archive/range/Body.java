package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/** What follows the head of one object, in blocks, each of which the head can verify. */
final class Body {

  private final Source source;
  private final Head head;
  private final int blocks;

  Body(Source source, Head head) {
    this.source = source;
    this.head = head;
    this.blocks = Blocks.count(source.size() - source.headBytes());
  }

  String key() {
    return source.key();
  }

  /** Size of the whole object in bytes. */
  long size() {
    return source.size();
  }

  byte[] head() {
    return head.bytes();
  }

  /** How many blocks follow the head. */
  int blocks() {
    return blocks;
  }

  /** Whether all blocks are best fetched by one request. */
  boolean isSmall() {
    return source.isSmall();
  }

  BlockKey block(int index) {
    return new BlockKey(source.id(), index);
  }

  /** Where a block starts in the object. */
  long offset(int index) {
    return source.headBytes() + (long) index * Blocks.BYTES;
  }

  /** Bytes of {@code count} blocks, fewer only where the object ends. */
  int length(int first, int count) {
    return Math.toIntExact(Math.min((long) count * Blocks.BYTES, size() - offset(first)));
  }

  /** The bytes of {@code count} blocks, by one request, not verified yet. */
  ByteBuffer fetch(int first, int count, ReadStatistics.Batch batch, Source.Arrival arrival)
      throws IOException {
    return source.fetch(offset(first), length(first, count), batch, arrival);
  }

  /** Whether a block's bytes are those that were written. */
  boolean isSound(int index, Block block) {
    return checksum(block) == head.checksums()[index];
  }

  /**
   * A block again, whose bytes were not those that were written: the transfer may have been bad.
   *
   * @throws CorruptSegmentException if they are no better this time
   */
  Block fetchAgain(int index, ReadStatistics statistics) throws IOException {
    statistics.retry();
    ByteBuffer bytes = fetch(index, 1, statistics.batch(), Source.Arrival.NONE);
    Block block = block(bytes, 0, length(index, 1));
    if (!isSound(index, block)) {
      throw new CorruptSegmentException(
          key(),
          String.format(
              Locale.ROOT,
              "expected checksum (CRC32C) %08x of group %d, bytes %d to %d, found %08x, twice;"
                  + " restore the object from a backup",
              head.checksums()[index],
              index,
              offset(index),
              offset(index) + block.length() - 1,
              checksum(block)));
    }
    return block;
  }

  /** A view of some of a buffer's bytes, without a copy where the buffer allows it. */
  static Block block(ByteBuffer bytes, int from, int length) {
    if (bytes.hasArray()) {
      return new Block(bytes.array(), bytes.arrayOffset() + bytes.position() + from, length);
    }
    byte[] copy = new byte[length];
    bytes.get(bytes.position() + from, copy);
    return new Block(copy, 0, length);
  }

  private static int checksum(Block block) {
    CRC32C checksum = new CRC32C();
    checksum.update(block.bytes(), block.from(), block.length());
    return (int) checksum.getValue();
  }
}
