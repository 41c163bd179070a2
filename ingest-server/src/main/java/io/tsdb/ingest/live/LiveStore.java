package io.tsdb.ingest.live;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.FileStore;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Live segments as objects to be read, with keys {@code live/<first sequence>-<number>/<name>}.
 * Nothing else of the data folder can be reached.
 */
public final class LiveStore implements ObjectStore {

  /** How the keys of live segments begin. */
  public static final String PREFIX = "live/";

  private final FileStore files;

  /**
   * @param data the folder in which folder {@code live} lies
   */
  LiveStore(Path data) {
    this.files = new FileStore(data);
  }

  @Override
  public String location() {
    return files.location();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    return files.list(live(folder), startAfter, depth);
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    live(object.key());
    return files.read(object, offset, length, listener);
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return files.readAll(live(key), limit);
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    throw readOnly("creating " + key);
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    throw readOnly("replacing " + key);
  }

  @Override
  public void delete(String key) throws IOException {
    throw readOnly("deleting " + key);
  }

  private String live(String key) throws StoreException {
    if (!key.startsWith(PREFIX)) {
      throw new StoreException(
          Reason.NOT_FOUND,
          location() + ": expected the key of a live segment, live/..., found " + key);
    }
    return key;
  }

  private StoreException readOnly(String what) {
    return new StoreException(
        Reason.UNSUPPORTED,
        location()
            + ": "
            + what
            + " failed: live segments are only read. Send events to the server instead.");
  }

  /** Nothing is held open. */
  @Override
  public void close() {
    files.close();
  }
}
