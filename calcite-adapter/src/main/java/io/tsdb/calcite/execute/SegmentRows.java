package io.tsdb.calcite.execute;

import java.sql.SQLException;
import java.util.Optional;

/** What one segment delivers. For one thread. */
interface SegmentRows extends AutoCloseable {

  /** Of a segment that has none. */
  SegmentRows NONE =
      new SegmentRows() {
        @Override
        public Optional<Object[]> next() {
          return Optional.empty();
        }

        @Override
        public long rowsRead() {
          return 0;
        }

        @Override
        public void close() {
          // nothing is under way
        }
      };

  /**
   * The next row: its columns, null where they are null.
   *
   * @return empty after the last row
   */
  Optional<Object[]> next() throws SQLException;

  /** How many rows SQLite has yielded for it up to now. */
  long rowsRead();

  /** Ends what is under way; closing again does nothing. */
  @Override
  void close() throws SQLException;
}
