package io.tsdb.archive.testing;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Passes all calls on to a real store, for tests that watch or break some of them. */
public class ForwardingStore implements ObjectStore {

  private final ObjectStore store;

  public ForwardingStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    return store.list(folder, startAfter, depth);
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    return store.read(object, offset, length, listener);
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return store.readAll(key, limit);
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    return store.create(key, content);
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    store.replace(key, content);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  @Override
  public void close() {
    store.close();
  }
}
