package io.tsdb.ingest.seal;

import io.tsdb.archive.store.Content;
import io.tsdb.archive.store.ListDepth;
import io.tsdb.archive.store.ListPage;
import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoreException.Reason;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A real store that goes away at a certain call, with that call done or not. */
final class FaultyStore implements ObjectStore {

  /** What becomes of the call at which the store goes away. */
  enum Loss {
    REQUEST,
    ANSWER
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private final ObjectStore store;
  private Loss loss = Loss.REQUEST;
  private Reason reason = Reason.UNAVAILABLE;
  private long callsLeft = Long.MAX_VALUE;
  private long failures;

  FaultyStore(ObjectStore store) {
    this.store = store;
  }

  /** Goes away at the call after {@code calls} more. */
  synchronized void failAfter(long calls, Loss lost, Reason why) {
    callsLeft = calls;
    loss = lost;
    reason = why;
  }

  /** Is there again. */
  synchronized void recover() {
    callsLeft = Long.MAX_VALUE;
  }

  /** How many calls failed. */
  synchronized long failures() {
    return failures;
  }

  private <T> T call(String what, Call<T> call) throws IOException {
    boolean goes;
    boolean done;
    Reason why;
    synchronized (this) {
      goes = callsLeft <= 0;
      done = callsLeft == 0 && loss == Loss.ANSWER;
      why = reason;
      callsLeft--;
      if (goes) {
        failures++;
      }
    }
    if (!goes) {
      return call.run();
    }
    if (done) {
      call.run();
    }
    throw new StoreException(why, "No luck: " + what);
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public ListPage list(String folder, String startAfter, ListDepth depth) throws IOException {
    return call("list " + folder, () -> store.list(folder, startAfter, depth));
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    return call("read " + object.key(), () -> store.read(object, offset, length, listener));
  }

  @Override
  public byte[] readAll(String key, int limit) throws IOException {
    return call("read " + key, () -> store.readAll(key, limit));
  }

  @Override
  public StoredObject create(String key, Content content) throws IOException {
    return call("create " + key, () -> store.create(key, content));
  }

  @Override
  public void replace(String key, Content content) throws IOException {
    call(
        "replace " + key,
        () -> {
          store.replace(key, content);
          return key;
        });
  }

  @Override
  public void delete(String key) throws IOException {
    call(
        "delete " + key,
        () -> {
          store.delete(key);
          return key;
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
