package io.tsdb.archive.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Objects under one prefix of a bucket, a folder or a server.
 *
 * <p>Keys are relative to that prefix, use {@code /} between folders and neither start nor end with
 * it. An object is immutable once created, but for {@link #replace}. All methods may be called from
 * any thread. Every failure is an {@link IOException}, mostly a {@link StoreException} whose reason
 * is documented there; requests that fail for passing reasons have been repeated before. An
 * interrupted thread leaves its request with {@link java.io.InterruptedIOException}, and the
 * request's connection is closed.
 */
public interface ObjectStore extends AutoCloseable {

  /** The store's URL for messages: without credentials. */
  String location();

  /**
   * One page of the objects whose keys start with {@code folder}, in ascending order of their keys'
   * UTF-8 bytes, as one request.
   *
   * @param folder empty, or a key prefix that ends with {@code /}; a folder that does not exist is
   *     empty
   * @param startAfter only keys after this one; empty for all
   */
  ListPage list(String folder, String startAfter, ListDepth depth) throws IOException;

  /**
   * Exactly {@code length} bytes from {@code offset} on, as one request, or two where the first one
   * is slow.
   *
   * @param object as listed: only bytes of this very object, by its ETag, are delivered
   * @param listener is told when the request is repeated
   * @return a buffer from position 0 to limit {@code length}
   * @throws StoreException {@code NOT_FOUND}, {@code CHANGED}, or {@code PROTOCOL} where the range
   *     lies outside the object
   */
  ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException;

  /** The same for a caller who does not count. */
  default ByteBuffer read(StoredObject object, long offset, int length) throws IOException {
    return read(object, offset, length, ReadListener.NONE);
  }

  /**
   * A whole small object, such as a catalog file.
   *
   * @param limit most bytes accepted
   * @throws StoreException {@code NOT_FOUND}, or {@code PROTOCOL} where it is larger than the limit
   */
  byte[] readAll(String key, int limit) throws IOException;

  /**
   * Creates an object if its key is free ({@code If-None-Match: *}). Repeating it with the same
   * bytes is success. When it returns, the object is durable and every later listing shows it;
   * until then no reader sees any part of it.
   *
   * @return the object as a listing would show it
   * @throws StoreException {@code EXISTS} where the key holds other bytes
   */
  StoredObject create(String key, Content content) throws IOException;

  /** Creates or overwrites a small object, such as a catalog file. The last one wins. */
  void replace(String key, Content content) throws IOException;

  /** Deletes an object. One that does not exist is success. */
  void delete(String key) throws IOException;

  @Override
  void close();
}
