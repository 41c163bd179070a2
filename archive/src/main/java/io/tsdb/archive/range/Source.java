package io.tsdb.archive.range;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One object, its name in the caches, and how a range of it is fetched. */
final class Source {

  /** Objects up to this size are fetched whole: it costs less than a second request. */
  private static final int SMALL = 512 * 1024;

  private final ObjectStore store;
  private final StoredObject object;
  private final int headBytes;
  private final ObjectId id;

  Source(ObjectStore store, StoredObject object, int headBytes) {
    this.store = store;
    this.object = object;
    this.headBytes = headBytes;
    this.id = new ObjectId(store.location(), object.key(), object.etag());
  }

  String key() {
    return object.key();
  }

  ObjectId id() {
    return id;
  }

  /** In bytes. */
  long size() {
    return object.size();
  }

  /** Size of its head in bytes. */
  int headBytes() {
    return headBytes;
  }

  /** Whether the whole object is fetched where its head is. */
  boolean isSmall() {
    return object.size() <= SMALL;
  }

  /** How many bytes the request brings that opens it. */
  int openingBytes() {
    return isSmall() ? (int) object.size() : headBytes;
  }

  /**
   * Exactly {@code length} bytes, by one request.
   *
   * @throws StoreException PROTOCOL if the store delivers another number of bytes
   */
  ByteBuffer fetch(long offset, int length, ReadStatistics statistics) throws IOException {
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
