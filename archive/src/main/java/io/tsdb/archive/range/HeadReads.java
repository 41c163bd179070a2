package io.tsdb.archive.range;

import io.tsdb.archive.segment.CorruptSegmentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Brings the heads of objects: from memory, from disk, or from their store, and then keeps them.
 */
final class HeadReads {

  private final SharedReads shared;
  private final HeadFormat format;
  private final Optional<HeadFiles> files;

  /**
   * @param files heads on disk, if there are to be any
   */
  HeadReads(SharedReads shared, HeadFormat format, Optional<HeadFiles> files) {
    this.shared = shared;
    this.format = format;
    this.files = files;
  }

  Optional<Opening> present(Source source) {
    return shared.heads().present(source.id());
  }

  /**
   * The head of an object, and what came with it. Where another reader fetches it already, this
   * waits for that one; if that fails, it is fetched once more for this one, who may have other
   * credentials, or more patience.
   *
   * @throws CorruptSegmentException if the bytes are not what was written, twice
   * @throws InterruptedException if the thread is interrupted while it waits for another
   */
  Opening get(Source source, ReadStatistics.Batch batch) throws IOException, InterruptedException {
    int failures = 0;
    while (true) {
      Flights.Claim<Opening> claim = shared.heads().claim(source.id());
      if (claim.own()) {
        return fetch(source, claim, batch);
      }
      try {
        return claim.value().get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof InterruptedIOException) {
          // whoever fetched it was cancelled, not this reader
          continue;
        }
        failures++;
        if (failures == 2) {
          throw e.getCause() instanceof IOException failure
              ? failure
              : new IOException("Reading " + source.key() + " failed", e.getCause());
        }
      }
    }
  }

  private Opening fetch(Source source, Flights.Claim<Opening> claim, ReadStatistics.Batch batch)
      throws IOException {
    try {
      Optional<Head> onDisk = files.flatMap(folder -> folder.read(source, this::verify));
      Opening opening =
          onDisk.isPresent()
              ? Opening.of(onDisk.get(), Opening.Found.DISK)
              : fromStore(source, batch);
      opening
          .blocks()
          .forEach((index, block) -> shared.blocks().keep(new BlockKey(source.id(), index), block));
      shared.heads().deliver(source.id(), claim.value(), opening);
      if (onDisk.isEmpty()) {
        files.ifPresent(folder -> folder.write(source, opening.head().bytes()));
      }
      return opening;
    } catch (Throwable failure) {
      shared.heads().giveUp(source.id(), claim.value(), failure);
      throw failure;
    }
  }

  private Opening fromStore(Source source, ReadStatistics.Batch batch) throws IOException {
    byte[] bytes = bytes(source, batch);
    Head head;
    try {
      head = verify(source, headOf(source, bytes));
    } catch (CorruptSegmentException mayBeTheTransfer) {
      batch.statistics().retry();
      bytes = bytes(source, batch.next());
      head = verify(source, headOf(source, bytes));
    }
    return new Opening(head, blocks(new Body(source, head), bytes), Opening.Found.STORE);
  }

  private byte[] bytes(Source source, ReadStatistics.Batch batch) throws IOException {
    int length = source.openingBytes();
    if (length > ReadPlan.LONGEST_PART_BYTES) {
      return new LargeHead(source, batch).fetch(shared.parts());
    }
    ByteBuffer bytes = source.fetch(0, length, batch, Source.Arrival.NONE);
    Block all = Body.block(bytes, 0, length);
    return all.bytes().length == length ? all.bytes() : all.alone().bytes();
  }

  private static byte[] headOf(Source source, byte[] bytes) {
    return bytes.length == source.headBytes()
        ? bytes
        : new Block(bytes, 0, source.headBytes()).alone().bytes();
  }

  private Head verify(Source source, byte[] bytes) throws CorruptSegmentException {
    int[] checksums = format.groupChecksums(source.key(), source.size(), bytes);
    int groups = Blocks.count(source.size() - source.headBytes());
    if (checksums.length != groups) {
      throw new CorruptSegmentException(
          source.key(),
          "expected checksums of "
              + groups
              + " groups after a head of "
              + source.headBytes()
              + " bytes in an object of "
              + source.size()
              + ", found "
              + checksums.length
              + "; restore the object from a backup");
    }
    return new Head(bytes, checksums);
  }

  /** What came with a head. Damaged blocks are left out: who needs one fetches it again. */
  private static Map<Integer, Block> blocks(Body body, byte[] bytes) {
    Map<Integer, Block> blocks = new HashMap<>();
    for (int i = 0; body.offset(i) < bytes.length; i++) {
      Block block = new Block(bytes, (int) body.offset(i), body.length(i, 1)).alone();
      if (body.isSound(i, block)) {
        blocks.put(i, block);
      }
    }
    return Map.copyOf(blocks);
  }
}
