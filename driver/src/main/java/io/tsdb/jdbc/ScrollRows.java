package io.tsdb.jdbc;

import io.tsdb.calcite.execute.RowStore;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Rows that can be read in any order and again. They are fetched when they are first asked for and
 * kept from then on, see {@link RowStore}, so that they stay what they were. Those fetched can
 * still be read after the statement was cancelled; further ones cannot.
 */
final class ScrollRows implements NumberedRows {

  private final Rows rows;
  // Held by the thread that reads, so that close() never takes the rows from beneath it.
  private final ReentrantLock reading = new ReentrantLock();
  private final RowStore store;
  private boolean exhausted;
  private boolean closed;

  ScrollRows(Rows rows, RowStore store) {
    this.rows = rows;
    this.store = store;
  }

  @Override
  public Optional<Object[]> get(long number) throws SQLException {
    reading.lock();
    try {
      while (store.size() < number && fetch()) {
        // one more is kept
      }
      checkOpen();
      return number <= store.size() ? Optional.of(store.get(number - 1)) : Optional.empty();
    } catch (RuntimeException e) {
      throw QueryErrors.of(e);
    } finally {
      reading.unlock();
    }
  }

  private boolean fetch() throws SQLException {
    if (exhausted) {
      return false;
    }
    checkOpen();
    Optional<Object[]> next = rows.next();
    if (next.isPresent()) {
      store.add(next.get());
    } else {
      exhausted = true;
      rows.close();
    }
    return next.isPresent();
  }

  private void checkOpen() throws SQLException {
    if (closed) {
      throw SqlState.CLOSED.error("The result set has been closed");
    }
  }

  @Override
  public long count() throws SQLException {
    var unused = get(Long.MAX_VALUE);
    return store.size();
  }

  @Override
  public boolean scrollable() {
    return true;
  }

  @Override
  public void close() throws SQLException {
    try {
      // Ends the wait of another thread for its next row, and so its hold on the lock.
      rows.close();
    } finally {
      reading.lock();
      try {
        closed = true;
        store.close();
      } catch (RuntimeException e) {
        throw QueryErrors.of(e);
      } finally {
        reading.unlock();
      }
    }
  }
}
