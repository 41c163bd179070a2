package io.tsdb.calcite.testing;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import io.tsdb.archive.testing.ForwardingStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** A store that remembers which objects were read. */
public final class RecordingStore extends ForwardingStore {

  private final Set<String> read = new ConcurrentSkipListSet<>();

  RecordingStore(ObjectStore store) {
    super(store);
  }

  /** Keys of the segments read since the last call. */
  Set<String> takeRead() {
    Set<String> keys = new TreeSet<>(read);
    read.clear();
    return keys;
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    read.add(object.key());
    return super.read(object, offset, length, listener);
  }
}
