package io.tsdb.archive.range;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One object, its name in the caches, and how a range of it is fetched. */
final class Source {

  /** Takes first bytes of a range, in order, which may be damaged, while others are to come. */
  @FunctionalInterface
  interface Arrival {

    /** Waits for all. */
    Arrival NONE = (bytes, from, to) -> {};

    /**
     * @param bytes hold the range from index 0 on
     * @param from index of the first byte that has come
     * @param to index after the last one
     */
    void arrived(byte[] bytes, int from, int to);
  }

  /**
   * Tells of bytes that come by the first attempt only: who keeps some of them keeps the buffer of
   * all, and shall keep no more than one.
   */
  private static final class FirstAttempt implements ReadListener {

    private final ReadStatistics.Request request;
    private final Arrival arrival;
    private volatile boolean over;

    FirstAttempt(ReadStatistics.Request request, Arrival arrival) {
      this.request = request;
      this.arrival = arrival;
    }

    @Override
    public void retried() {
      over = true;
      request.retried();
    }

    @Override
    public void hedged() {
      over = true;
      request.hedged();
    }

    @Override
    public void arrived(byte[] bytes, int from, int to) {
      if (!over) {
        request.arrived(bytes, from, to);
        arrival.arrived(bytes, from, to);
      }
    }
  }

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
   * @param batch to which it belongs
   * @param arrival is told of first bytes
   * @throws StoreException PROTOCOL if the store delivers another number of bytes
   */
  ByteBuffer fetch(long offset, int length, ReadStatistics.Batch batch, Arrival arrival)
      throws IOException {
    ReadStatistics.Request request = batch.begin();
    long delivered = 0;
    try {
      ByteBuffer bytes = store.read(object, offset, length, new FirstAttempt(request, arrival));
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
