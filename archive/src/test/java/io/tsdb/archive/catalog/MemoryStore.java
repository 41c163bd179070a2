package io.tsdb.archive.catalog;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoredObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keys alone, listed as S3 lists them: by pages in order of the keys, where a page of one folder
 * counts the folders below it too. For listings of more keys than are quickly put into a real
 * store; that it lists as those do is tested beside.
 */
final class MemoryStore implements ObjectStore {

  private final NavigableSet<String> keys;
  private final int pageSize;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();

  MemoryStore(Collection<String> keys, int pageSize) {
    this.keys = new ConcurrentSkipListSet<>(keys);
    this.pageSize = pageSize;
  }

  NavigableSet<String> keys() {
    return keys;
  }

  /** Listings since the last call. */
  int takeRequests() {
    return requests.getAndSet(0);
  }

  /** Most listings that ran at the same time. */
  int mostRunning() {
    return mostRunning.get();
  }

  @Override
  public String location() {
    return "memory:";
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) {
    requests.incrementAndGet();
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    try {
      return page(folder, startAfter, depth);
    } finally {
      running.decrementAndGet();
    }
  }

  private ListPage page(String folder, String startAfter, ListDepth depth) {
    List<StoredObject> objects = new ArrayList<>();
    String at = startAfter.compareTo(folder) < 0 ? folder : startAfter;
    for (int entries = 0; ; entries++) {
      String key = keys.higher(at);
      if (key == null || !key.startsWith(folder)) {
        return new ListPage(objects, Optional.empty());
      }
      if (entries == pageSize) {
        return new ListPage(objects, Optional.of(at));
      }
      int slash = key.indexOf('/', folder.length());
      if (depth == ListDepth.FOLDER && slash >= 0) {
        at = key.substring(0, slash + 1) + Character.toString(Character.MAX_CODE_POINT);
      } else {
        objects.add(new StoredObject(key, 4096, "\"etag\""));
        at = key;
      }
    }
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener) {
    throw new UnsupportedOperationException("It holds keys alone");
  }

  @Override
  public byte[] readAll(String key, int limit) {
    throw new UnsupportedOperationException("It holds keys alone");
  }

  @Override
  public StoredObject create(String key, Content content) {
    throw new UnsupportedOperationException("It holds keys alone");
  }

  @Override
  public void replace(String key, Content content) {
    throw new UnsupportedOperationException("It holds keys alone");
  }

  @Override
  public void delete(String key) {
    keys.remove(key);
  }

  @Override
  public void close() {}
}
