package io.tsdb.archive.range;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One object, its name in the cache, and how a range of it is fetched. */
final class Source {

  private final ObjectStore store;
  private final StoredObject object;
  private final ObjectId id;
  private final int blocks;

  Source(ObjectStore store, StoredObject object) {
    this.store = store;
    this.object = object;
    this.id = new ObjectId(store.location(), object.key(), object.etag());
    this.blocks = Blocks.count(object.size());
  }

  String key() {
    return object.key();
  }

  /** In bytes. */
  long size() {
    return object.size();
  }

  /** How many blocks it has. */
  int blocks() {
    return blocks;
  }

  BlockKey block(int index) {
    return new BlockKey(id, index);
  }

  /** Bytes of {@code count} blocks, fewer only where the object ends. */
  int length(int first, int count) {
    long offset = (long) first * Blocks.BYTES;
    return Math.toIntExact(Math.min((long) count * Blocks.BYTES, object.size() - offset));
  }

  /**
   * The bytes of {@code count} blocks, by one request.
   *
   * @throws StoreException PROTOCOL if the store delivers another number of bytes
   */
  ByteBuffer fetch(int first, int count, ReadStatistics statistics) throws IOException {
    long offset = (long) first * Blocks.BYTES;
    int length = length(first, count);
    ReadStatistics.Request request = statistics.begin();
    long delivered = 0;
    try {
      ByteBuffer bytes = store.read(object, offset, length, request);
      delivered = bytes.remaining();
      if (delivered != length) {
        throw new StoreException(
            StoreException.Reason.PROTOCOL,
            "Expected "
                + length
                + " bytes from offset "
                + offset
                + " of "
                + object.key()
                + " in "
                + store.location()
                + ", received "
                + delivered
                + "; check the store, or anything between it and this program");
      }
      return bytes;
    } finally {
      request.end(delivered);
    }
  }
}
