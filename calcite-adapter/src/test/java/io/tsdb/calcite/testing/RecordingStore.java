package io.tsdb.calcite.testing;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** A store that remembers which objects were read. */
public final class RecordingStore implements ObjectStore {

  private final ObjectStore store;
  private final Set<String> read = new ConcurrentSkipListSet<>();

  RecordingStore(ObjectStore store) {
    this.store = store;
  }

  /** Keys of the segments read since the last call. */
  Set<String> takeRead() {
    Set<String> keys = new TreeSet<>(read);
    read.clear();
    return keys;
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
  public ByteBuffer read(StoredObject object, long offset, int length) throws IOException {
    read.add(object.key());
    return store.read(object, offset, length);
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
