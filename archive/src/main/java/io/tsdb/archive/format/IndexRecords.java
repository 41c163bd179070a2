package io.tsdb.archive.format;

import java.util.List;

/** The records of a WITHOUT ROWID table by number, in key order; each can be had any time. */
interface IndexRecords {

  int count();

  /** Size of a record in bytes. */
  int size(int record);

  /**
   * Writes a record of {@link #size} bytes from {@code at} on. Up to {@link TableRows#SLACK} bytes
   * behind it may be changed, too.
   */
  void write(int record, byte[] target, int at);

  /** Records that are kept in memory; for small tables. */
  static IndexRecords of(List<byte[]> records) {
    return new IndexRecords() {
      @Override
      public int count() {
        return records.size();
      }

      @Override
      public int size(int record) {
        return records.get(record).length;
      }

      @Override
      public void write(int record, byte[] target, int at) {
        System.arraycopy(records.get(record), 0, target, at, size(record));
      }
    };
  }
}
