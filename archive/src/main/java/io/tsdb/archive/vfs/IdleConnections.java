package io.tsdb.archive.vfs;

import io.tsdb.archive.range.RangeReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Connections that wait for a segment of the schema that they know, the most recently used ones of
 * all schemas. Safe for use by many threads.
 */
final class IdleConnections {

  /**
   * Most connections that are kept. One takes some 200 KB outside of Java's heap, and up to 4 MiB
   * for pages of the last segment that it read.
   */
  static final int MOST = 32;

  /** The most recently used one first. */
  private final Deque<SegmentConnection> idle = new ConcurrentLinkedDeque<>();

  private volatile boolean closed;

  /**
   * Takes a connection that fits a segment, if there is one.
   *
   * @throws IOException if the segment's schema cannot be read
   */
  Optional<SegmentConnection> take(RangeReader segment) throws IOException {
    for (SegmentConnection connection : idle) {
      // another thread may be faster
      if (connection.schema().matches(segment) && idle.remove(connection)) {
        return Optional.of(connection);
      }
    }
    return Optional.empty();
  }

  /** Keeps a connection, and closes the one that was not used for longest if they are too many. */
  void put(SegmentConnection connection) throws SQLException {
    idle.addFirst(connection);
    closeAllBut(closed ? 0 : MOST);
  }

  /** How many there are. */
  int count() {
    return idle.size();
  }

  /** Closes all, and those that are put later. */
  void close() throws SQLException {
    closed = true;
    closeAllBut(0);
  }

  private void closeAllBut(int kept) throws SQLException {
    while (idle.size() > kept) {
      SegmentConnection oldest = idle.pollLast();
      if (oldest != null) {
        oldest.close();
      }
    }
  }
}
