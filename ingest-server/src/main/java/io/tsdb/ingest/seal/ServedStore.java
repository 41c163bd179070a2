package io.tsdb.ingest.seal;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.ingest.live.LiveStore;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The archive's store, and below {@code live/} the live segments. A listing of folder {@code ""}
 * shows the archive alone.
 */
final class ServedStore implements ObjectStore {

  private final ObjectStore archive;
  private final LiveStore live;

  ServedStore(ObjectStore archive, LiveStore live) {
    this.archive = archive;
    this.live = live;
  }

  private ObjectStore storeOf(String key) {
    return key.startsWith(LiveStore.PREFIX) ? live : archive;
  }

  @Override
  public String location() {
    return archive.location();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    return storeOf(folder).list(folder, startAfter, depth);
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    return storeOf(object.key()).read(object, offset, length, listener);
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return storeOf(key).readAll(key, limit);
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    return storeOf(key).create(key, content);
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    storeOf(key).replace(key, content);
  }

  @Override
  public void delete(String key) throws IOException {
    storeOf(key).delete(key);
  }

  /** Both belong to others. */
  @Override
  public void close() {}
}
