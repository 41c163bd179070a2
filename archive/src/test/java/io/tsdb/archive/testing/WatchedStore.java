package io.tsdb.archive.testing;

import io.tsdb.archive.store.ObjectStore;
import io.tsdb.archive.store.ReadListener;
import io.tsdb.archive.store.StoreException;
import io.tsdb.archive.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A real store whose reads are written down, and may be made to fail or to wait. */
public final class WatchedStore extends ForwardingStore {

  /** A read that was asked for. */
  public record Read(String key, long offset, int length) {}

  /** Called before each read, with its number from 1 on. */
  @FunctionalInterface
  public interface BeforeRead {
    void read(int number) throws IOException;
  }

  private final List<Read> reads = new CopyOnWriteArrayList<>();
  private final AtomicInteger number = new AtomicInteger();
  private volatile BeforeRead before = n -> {};

  public WatchedStore(ObjectStore store) {
    super(store);
  }

  public List<Read> reads() {
    return List.copyOf(reads);
  }

  /** Forgets the reads up to now, and what was to happen before the next ones. */
  public void reset() {
    reads.clear();
    number.set(0);
    before = n -> {};
  }

  public void before(BeforeRead action) {
    before = action;
  }

  /** The {@code k}-th read from now on fails. */
  public void failAt(int k) {
    reset();
    before =
        n -> {
          if (n == k) {
            throw new StoreException(
                StoreException.Reason.UNAVAILABLE, "the store is away at read " + n);
          }
        };
  }

  @Override
  public ByteBuffer read(StoredObject object, long offset, int length, ReadListener listener)
      throws IOException {
    reads.add(new Read(object.key(), offset, length));
    before.read(number.incrementAndGet());
    return super.read(object, offset, length, listener);
  }
}
